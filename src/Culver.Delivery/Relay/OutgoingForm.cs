using Culver.Smtp;
using Culver.Smtp.Client;
using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery.Relay;

/// <summary>A message in a form that a server takes: as it is, or recoded to seven bits or to shorter lines.</summary>
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
        var toSevenBit = isBinary || (isEightBit && !server.EightBitMime);
        // RFC 5321 §4.5.3.1.6: who cuts longer lines breaks the signatures. Of what was passed on these are not ours, so that nobody but the next
        // server may decide.
        var isTooLong = message.Traits.HasFlag(ContentTraits.LongLines) && message.Account is not null;
        if (!toSevenBit && !isTooLong)
            return new(content, BodyOf(message.Traits), recoded: null);
        // RFC 6152 §3 and RFC 3030 §3: the message must be made seven bits, or it must be returned.
        var recoded = await RecodedCopy.MakeAsync(content, store, toSevenBit, cancellationToken);
        if (!toSevenBit)
            return recoded is null ? new(content, BodyOf(message.Traits), recoded: null) : new(recoded, BodyOf(recoded.Traits), recoded);
        if (recoded is null)
            return null;
        if ((recoded.Traits & (ContentTraits.Binary | ContentTraits.EightBitBody)) == ContentTraits.None
            && (!recoded.Traits.HasFlag(ContentTraits.EightBitHeader) || server.EightBitMime))
            return new(recoded, BodyOf(recoded.Traits), recoded);
        await recoded.DisposeAsync();
        return null;
    }

    private static BodyType BodyOf(ContentTraits traits) =>
        (traits & (ContentTraits.EightBitBody | ContentTraits.EightBitHeader)) != ContentTraits.None ? BodyType.EightBitMime : BodyType.SevenBit;

    public ValueTask DisposeAsync() => _recoded?.DisposeAsync() ?? ValueTask.CompletedTask;
}
