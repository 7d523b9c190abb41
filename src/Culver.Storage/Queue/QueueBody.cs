namespace Culver.Storage.Queue;

/// <summary>What was declared about a message's body (RFC 6152 §2, RFC 3030 §3).</summary>
public enum QueueBody
{
    /// <summary>Nothing, or 7BIT.</summary>
    SevenBit,

    /// <summary>8BITMIME.</summary>
    EightBitMime,

    /// <summary>BINARYMIME.</summary>
    BinaryMime,
}
