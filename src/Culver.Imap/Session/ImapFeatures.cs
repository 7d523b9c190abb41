namespace Culver.Imap.Session;

/// <summary>What a client switched on (RFC 9051 §6.3.1 ENABLE, or by use: RFC 7162 §3.1). Never switched off again but by logging out.</summary>
[Flags]
internal enum ImapFeatures
{
    None = 0,

    /// <summary>RFC 7162 §3.1: MODSEQ comes with every FETCH of flags.</summary>
    Condstore = 1,

    /// <summary>RFC 7162 §3.2: VANISHED in place of EXPUNGE.</summary>
    Qresync = 2,

    /// <summary>RFC 9051 §6.3.1: ESEARCH in place of SEARCH, no \Recent, UTF-8 on the wire.</summary>
    Imap4Rev2 = 4,

    /// <summary>RFC 9755 §3: UTF-8 in quoted strings and headers.</summary>
    Utf8Accept = 8,
}
