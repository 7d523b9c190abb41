namespace Culver.Smtp.Wire;

/// <summary>How message content is framed.</summary>
internal enum ContentFraming
{
    /// <summary>DATA: lines, stuffed dots, ended by a line with one dot (RFC 5321 §4.5.2).</summary>
    Dots,

    /// <summary>BDAT with text: counted, lines that end in CRLF (RFC 3030 §2).</summary>
    Counted,

    /// <summary>BDAT with BINARYMIME: counted, any octets (RFC 3030 §3).</summary>
    Binary,
}
