namespace Culver.Mime;

/// <summary>What a part is to the structure around it.</summary>
public enum PartKind
{
    /// <summary>A leaf: text or anything else without parts of its own.</summary>
    Leaf = 0,

    /// <summary>A multipart; its children are its parts.</summary>
    Multipart = 1,

    /// <summary>message/rfc822 or message/global; its one child is the embedded message.</summary>
    Message = 2,
}

/// <summary>Facts about the octets of one part's body.</summary>
[Flags]
public enum PartFlags
{
    /// <summary>Nothing remarkable.</summary>
    None = 0,

    /// <summary>The body holds a NUL octet.</summary>
    ContainsNul = 1,

    /// <summary>The body holds octets above 127.</summary>
    EightBit = 2,

    /// <summary>The part is of type message/global (RFC 6532 §3.7).</summary>
    Global = 4,

    /// <summary>The part has no octets in the message: it stands for the missing parts of a multipart without any.</summary>
    Synthetic = 8,

    /// <summary>A structure that was not opened: a limit was reached, or a multipart has no usable boundary.</summary>
    Opaque = 16,

    /// <summary>A line of the body ends in LF alone.</summary>
    BareLineFeed = 32,
}
