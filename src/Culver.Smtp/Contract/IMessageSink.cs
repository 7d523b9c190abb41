namespace Culver.Smtp;

/// <summary>Takes messages from the server: decides who may send to whom, keeps the bytes, delivers or queues them. The only thing the server knows of what lies behind it.</summary>
public interface IMessageSink
{
    /// <summary>What it honours beyond plain delivery.</summary>
    SinkFeatures Features => SinkFeatures.None;

    /// <summary>Begins a transaction, or refuses its sender.</summary>
    ValueTask<SenderVerdict> BeginAsync(MessageSender sender, CancellationToken cancellationToken);
}
