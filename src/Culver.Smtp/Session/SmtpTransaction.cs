namespace Culver.Smtp.Session;

/// <summary>The buffers of RFC 5321 §4.1.1: reverse-path, forward-paths, mail data.</summary>
internal sealed class SmtpTransaction(MessageSender sender, IMessageTransaction sink) : IAsyncDisposable
{
    public MessageSender Sender { get; } = sender;

    public IMessageTransaction Sink { get; } = sink;

    /// <summary>The accepted recipients, in the order of their RCPT commands, repeated where they were (RFC 2033 §4.2).</summary>
    public List<MailAddress> Recipients { get; } = [];

    /// <summary>The message as far as it has come: set by DATA and by the first BDAT.</summary>
    public IncomingContent? Content { get; set; }

    public async ValueTask DisposeAsync()
    {
        Content?.Dispose();
        Content = null;
        await Sink.DisposeAsync();
    }
}
