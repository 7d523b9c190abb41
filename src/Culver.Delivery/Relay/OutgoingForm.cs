using Culver.Smtp;
using Culver.Smtp.Client;
using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery.Relay;

/// <summary>A message in a form that a server takes: as it is, or recoded to seven bits.</summary>
internal sealed class OutgoingForm : IAsyncDisposable
{
    private readonly IAsyncDisposable? _recoded;

    private OutgoingForm(IMessageContent content, BodyType body, IAsyncDisposable? recoded)
    {
        Content = content;
        Body = body;
        _recoded = recoded;
    }

    /// <summary>The octets.</summary>
    public IMessageContent Content { get; }

    /// <summary>What to declare.</summary>
    public BodyType Body { get; }

    /// <summary>Chooses the form.</summary>
    /// <returns><see langword="null"/> when there is none the server takes.</returns>
    public static async ValueTask<OutgoingForm?> MakeAsync(
        IMessageContent content, QueueMessage message, ServerExtensions server, IQueueStore store, CancellationToken cancellationToken)
    {
        var isBinary = message.Traits.HasFlag(ContentTraits.Binary);
        var isEightBit = (message.Traits & (ContentTraits.EightBitBody | ContentTraits.EightBitHeader)) != ContentTraits.None;
        if (isBinary && server.BinaryMime)
            return new(content, BodyType.BinaryMime, recoded: null);
        if (!isBinary && (!isEightBit || server.EightBitMime))
            return new(content, isEightBit ? BodyType.EightBitMime : BodyType.SevenBit, recoded: null);
        // RFC 6152 §3 and RFC 3030 §3: the message must be made seven bits, or it must be returned.
        var recoded = await SevenBitCopy.MakeAsync(content, store, cancellationToken);
        if (recoded is null)
            return null;
        if ((recoded.Traits & (ContentTraits.Binary | ContentTraits.EightBitBody)) == ContentTraits.None
            && (!recoded.Traits.HasFlag(ContentTraits.EightBitHeader) || server.EightBitMime))
            return new(recoded, !recoded.Traits.HasFlag(ContentTraits.EightBitHeader) ? BodyType.SevenBit : BodyType.EightBitMime, recoded);
        await recoded.DisposeAsync();
        return null;
    }

    public ValueTask DisposeAsync() => _recoded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
