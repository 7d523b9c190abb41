using System.Buffers;
using Culver.Mime;
using Culver.Mime.Transfer;
using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery.Relay;

/// <summary>A message recoded for a server that takes seven bits only (RFC 6152 §3), or in lines that every server takes. Large ones lie in a file meanwhile, gone when this is disposed.</summary>
internal sealed class RecodedCopy : IMessageContent
{
    private const int Block = 64 * 1024;
    private readonly IQueueContent _copy;

    private RecodedCopy(IQueueContent copy) => _copy = copy;

    /// <inheritdoc/>
    public long Length => _copy.Length;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Memory => default;

    /// <summary>What it is like now.</summary>
    public ContentTraits Traits => _copy.Traits;

    /// <summary>Recodes a message.</summary>
    /// <param name="content">Its octets.</param>
    /// <param name="store">Where the copy is staged.</param>
    /// <param name="toSevenBit">Whether nothing but seven bits is to be left; else only lines that are too long go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when it must not be touched: RFC 1847 §2.1 wants signed content as it is.</returns>
    public static async ValueTask<RecodedCopy?> MakeAsync(IMessageContent content, IQueueStore store, bool toSevenBit, CancellationToken cancellationToken)
    {
        var survey = new TransportSurvey();
        var digest = await ScanAsync(content, survey, cancellationToken);
        foreach (var part in digest.Parts)
        {
            if (part is { Type: "multipart", Subtype: "signed" or "encrypted" })
                return null;
        }

        var copy = store.Stage(content.Length);
        try
        {
            await using var source = new ContentStream(content);
            await using var destination = new QueueContentWriter(copy);
            await (toSevenBit
                ? BinaryRecoder.RecodeToSevenBitAsync(source, digest, survey, destination, cancellationToken)
                : BinaryRecoder.RecodeLongLinesAsync(source, digest, survey, destination, cancellationToken));
            await copy.CompleteAsync(cancellationToken);
            return new(copy);
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken) => _copy.ReadAsync(offset, buffer, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _copy.DisposeAsync();

    /// <summary>Reads what a message is made of.</summary>
    public static async ValueTask<MessageDigest> ScanAsync(IMessageContent content, TransportSurvey survey, CancellationToken cancellationToken)
    {
        var scanner = new MessageScanner();
        if (!content.Memory.IsEmpty)
        {
            survey.Observe(content.Memory.Span);
            scanner.Write(content.Memory.Span);
            return scanner.Complete();
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            var offset = 0L;
            while (await content.ReadAsync(offset, buffer, cancellationToken) is > 0 and var read)
            {
                survey.Observe(buffer.AsSpan(0, read));
                scanner.Write(buffer.AsSpan(0, read));
                offset += read;
            }

            return scanner.Complete();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
