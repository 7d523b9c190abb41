using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Culver.Mime;
using Culver.Mime.Text;

namespace Culver.Storage.Search;

/// <summary>Reads messages as the text that is searched.</summary>
/// <param name="source">Where they are.</param>
/// <param name="mostOctets">Text longer than this is not kept.</param>
internal sealed class MessageTexts(ITextSource source, int mostOctets)
{
    private readonly SearchTextLimits _kept = new() { MaxHeaderOctets = mostOctets + 1L, MaxBodyOctets = mostOctets + 1L };
    private readonly SearchTextLimits _whole = new() { MaxHeaderOctets = long.MaxValue, MaxBodyOctets = long.MaxValue };

    /// <summary>
    /// Reads the first of <paramref name="rows"/>, at least one, and says how many. Messages that were swept away meanwhile are passed over.
    /// </summary>
    public async ValueTask<(int Read, List<(IndexRow Row, IndexedText Text)> Texts)> ReadAsync(ReadOnlyMemory<IndexRow> rows, CancellationToken cancellationToken)
    {
        using var batch = await source.ReadMessagesAsync(rows, MessageParts.Digest | MessageParts.InlineContent, cancellationToken);
        var texts = new List<(IndexRow, IndexedText)>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            var row = rows.Span[i];
            if (batch.Digest(i).IsEmpty)
                continue;
            var header = new ArrayBufferWriter<byte>(1024);
            var body = new ArrayBufferWriter<byte>(4096);
            await WriteAsync(batch, i, row, header, body, _kept, cancellationToken);
            var length = (long)header.WrittenCount + body.WrittenCount;
            var text = length > mostOctets
                ? new IndexedText(row.Message, default, 0, IsTooLong: true)
                : new(row.Message, (byte[])[.. header.WrittenSpan, .. body.WrittenSpan], header.WrittenCount, IsTooLong: false);
            texts.Add((row, text with { Fields = Fields(batch.Digest(i).Span) }));
        }

        return (batch.Count, texts);
    }

    /// <summary>Whether the text of a message of any length holds every needle. Nothing of it is kept.</summary>
    public async ValueTask<bool> HoldsAsync(IndexRow row, ImmutableArray<FoldedNeedle> needles, CancellationToken cancellationToken)
    {
        using var batch = await source.ReadMessagesAsync(new[] { row }, MessageParts.Digest | MessageParts.InlineContent, cancellationToken);
        if (batch.Digest(0).IsEmpty)
            return false;
        var all = needles.Select(static needle => needle.Text).ToArray();
        var header = new NeedleScanner(all);
        var body = new NeedleScanner(all);
        await WriteAsync(batch, 0, row, header, body, _whole, cancellationToken);
        for (var i = 0; i < needles.Length; i++)
        {
            if (!body.Found(i) && !(needles[i].Scope == TextScope.HeaderAndBody && header.Found(i)))
                return false;
        }

        return true;
    }

    private async ValueTask WriteAsync(
        MessageBatch batch, int index, IndexRow row, IBufferWriter<byte> header, IBufferWriter<byte> body, SearchTextLimits limits, CancellationToken cancellationToken)
    {
        if (batch.Content(index) is { } content && MemoryMarshal.TryGetArray(content, out var bytes))
        {
            using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
            await SearchText.WriteAsync(stream, await DigestAsync(batch.Digest(index), stream, cancellationToken), header, body, limits, cancellationToken);
            return;
        }

        await using var file = await source.OpenContentAsync(row, cancellationToken);
        await using var reading = new ContentStream(file);
        await SearchText.WriteAsync(reading, await DigestAsync(batch.Digest(index), reading, cancellationToken), header, body, limits, cancellationToken);
    }

    // Of a header too long for its digest nothing is kept: it is looked at when it is asked for.
    private static ReadOnlyMemory<byte>? Fields(ReadOnlySpan<byte> digest) =>
        DigestView.TryRead(digest, out var view) && (view.Flags & DigestFlags.HeaderKept) != DigestFlags.None ? IndexedFields.From(view.Header) : default(ReadOnlyMemory<byte>?);

    private static async ValueTask<MessageDigest> DigestAsync(ReadOnlyMemory<byte> stored, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            return MessageDigest.Read(stored);
        }
        catch (DigestFormatException)
        {
            // Of an older version: made again from the content, for this once.
            var scanner = new MessageScanner();
            var buffer = new byte[64 * 1024];
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
                scanner.Write(buffer.AsSpan(0, read));
            content.Seek(0, SeekOrigin.Begin);
            return scanner.Complete();
        }
    }
}
