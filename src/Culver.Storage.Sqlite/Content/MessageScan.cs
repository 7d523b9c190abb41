using Culver.Mime;

namespace Culver.Storage.Sqlite.Content;

/// <summary>What the store asks of <c>Culver.Mime</c>, in one place: the digest of a message as it arrives, and what threads are found by.</summary>
internal sealed class MessageScan
{
    private readonly MessageScanner _scanner = new();

    public void Write(ReadOnlySpan<byte> bytes) => _scanner.Write(bytes);

    public MessageDigest Complete() => _scanner.Complete();

    /// <summary>The stored form of a digest.</summary>
    public static ReadOnlySpan<byte> Bytes(MessageDigest digest) => digest.Bytes.Span;

    /// <summary>The Message-ID; empty when there is none.</summary>
    public static ReadOnlySpan<byte> MessageId(MessageDigest digest) => digest.View.MessageId;

    /// <summary>The ids of the ancestors, oldest first, each followed by LF.</summary>
    public static ReadOnlySpan<byte> References(MessageDigest digest) => digest.View.References;
}
