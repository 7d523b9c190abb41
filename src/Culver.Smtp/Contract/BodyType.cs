namespace Culver.Smtp;

/// <summary>What the client declared about the body (RFC 6152 §2, RFC 3030 §3).</summary>
public enum BodyType
{
    /// <summary>Nothing, or <c>7BIT</c>.</summary>
    SevenBit,

    /// <summary><c>8BITMIME</c>: lines of any octets.</summary>
    EightBitMime,

    /// <summary><c>BINARYMIME</c>: any octets, lines or not; it comes by BDAT only.</summary>
    BinaryMime,
}
