using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Culver.Mime;
using Culver.Storage.Search;

namespace Culver.Storage.Tests.Search;

/// <summary>Messages in memory, as searching sees an account.</summary>
internal sealed class SearchSource : ITextSource
{
    private readonly Dictionary<long, byte[]> _contents = [];
    private long _newest;

    public List<IndexRow> Rows { get; } = [];

    /// <summary>The messages whose content was asked for, in order.</summary>
    public List<long> Reads { get; } = [];

    /// <summary>Content up to this is given inline.</summary>
    public int InlineThreshold { get; set; } = 100_000;

    /// <summary>How many messages one batch holds.</summary>
    public int BatchRows { get; set; } = 10;

    public bool Fails { get; set; }

    public bool OldDigests { get; set; }

    public IndexRow Add(string message, long? key = null)
    {
        var bytes = Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n"));
        var number = key ?? ++_newest;
        _contents.TryAdd(number, bytes);
        var row = new IndexRow(new((uint)Rows.Count + 1), 0, new(1), default, bytes.Length, number);
        Rows.Add(row);
        return row;
    }

    public void Remove(long key)
    {
        _contents.Remove(key);
        Rows.RemoveAll(row => row.Message == key);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<IndexRow>> AllRowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var chunk in Rows.Chunk(7))
            yield return chunk;
    }

    public ValueTask<MessageBatch> ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken)
    {
        Assert(parts.HasFlag(MessageParts.Digest) && parts.HasFlag(MessageParts.InlineContent));
        var buffer = new ArrayBufferWriter<byte>();
        var entries = new List<MessageBatch.Entry>();
        foreach (var row in rows.ToArray().Take(BatchRows))
        {
            Reads.Add(row.Message);
            if (Fails)
                throw new StorageUnavailableException("Not now.");
            if (!_contents.TryGetValue(row.Message, out var content))
            {
                entries.Add(default(MessageBatch.Entry) with { ContentLength = -1 });
                continue;
            }

            var digestStart = buffer.WrittenCount;
            var scanner = new MessageScanner();
            scanner.Write(content);
            var digest = scanner.Complete().Bytes.ToArray();
            if (OldDigests)
                digest[0] = 0xFF;
            buffer.Write(digest);
            var contentStart = buffer.WrittenCount;
            var inline = content.Length <= InlineThreshold;
            if (inline)
                buffer.Write(content);
            entries.Add(new(default, default, digestStart, digest.Length, contentStart, inline ? content.Length : -1));
        }

        var rented = ArrayPool<byte>.Shared.Rent(buffer.WrittenCount);
        buffer.WrittenSpan.CopyTo(rented);
        return new(new MessageBatch(rented, [.. entries]));
    }

    public ValueTask<IMessageContent> OpenContentAsync(IndexRow row, CancellationToken cancellationToken) => new(new Content(_contents[row.Message]));

    private static void Assert(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("Not what searching needs.");
    }

    private sealed class Content(byte[] bytes) : IMessageContent
    {
        public long Length => bytes.Length;

        public ReadOnlyMemory<byte> Memory => default;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var count = (int)Math.Min(Math.Min(buffer.Length, 1000), bytes.Length - offset);
            bytes.AsSpan((int)offset, count).CopyTo(buffer.Span);
            return new(count);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
