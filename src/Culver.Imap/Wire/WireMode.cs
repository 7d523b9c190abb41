namespace Culver.Imap.Wire;

/// <summary>How text beyond ASCII travels on this connection; it changes once, by ENABLE.</summary>
internal enum WireMode
{
    /// <summary>RFC 3501 §5.1.3: mailbox names in modified UTF-7, and nothing beyond ASCII in a quoted string.</summary>
    Rev1,

    /// <summary>RFC 9051 §5.1, RFC 6855 §3: after ENABLE IMAP4rev2 or UTF8=ACCEPT names and quoted strings are UTF-8.</summary>
    Utf8,
}
