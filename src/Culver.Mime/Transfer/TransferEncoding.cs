namespace Culver.Mime.Transfer;

/// <summary>A Content-Transfer-Encoding (RFC 2045 §6.1).</summary>
public enum TransferEncoding
{
    /// <summary>7bit, also when none is given.</summary>
    SevenBit = 0,

    /// <summary>8bit.</summary>
    EightBit = 1,

    /// <summary>binary (RFC 3030).</summary>
    Binary = 2,

    /// <summary>quoted-printable.</summary>
    QuotedPrintable = 3,

    /// <summary>base64.</summary>
    Base64 = 4,

    /// <summary>x-uuencode and its aliases.</summary>
    Uuencode = 5,

    /// <summary>Anything else: IMAP answers UNKNOWN-CTE (RFC 9051 §6.4.5).</summary>
    Unknown = 6,
}
