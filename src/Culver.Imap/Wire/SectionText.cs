namespace Culver.Imap.Wire;

/// <summary>What of a part is asked for (RFC 9051 §9, section-text).</summary>
internal enum SectionText
{
    /// <summary>No section-text: the whole part.</summary>
    Whole,

    /// <summary>HEADER.</summary>
    Header,

    /// <summary>HEADER.FIELDS.</summary>
    HeaderFields,

    /// <summary>HEADER.FIELDS.NOT.</summary>
    HeaderFieldsNot,

    /// <summary>TEXT.</summary>
    Text,

    /// <summary>MIME.</summary>
    Mime,
}
