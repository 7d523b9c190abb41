using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;

namespace Culver.Smtp.Tests.Support;

/// <summary>
/// A sink for example.org, where alice, bob, carol and jörg live. dave's account is full and erin's store is down, which shows
/// only when the message is there.
/// </summary>
internal sealed class FakeSink : ISubmissionSink
{
    public SinkFeatures Features { get; set; } = SinkFeatures.None;

    /// <summary>Every RCPT command that was put to it.</summary>
    public ConcurrentQueue<MessageRecipient> Asked { get; } = new();

    public ConcurrentQueue<TakenMessage> Messages { get; } = new();

    public List<MessageSender> Senders { get; } = [];

    public int Open;

    /// <summary>Octets of content that came, over all messages.</summary>
    public long Received;

    /// <summary>Thrown by the next OpenAsync.</summary>
    public Exception? OnOpen { get; set; }

    /// <summary>Thrown by WriteAsync once this many octets came.</summary>
    public (long After, Exception Failure)? OnWrite { get; set; }

    /// <summary>Thrown in place of the second result.</summary>
    public Exception? OnSecondResult { get; set; }

    /// <summary>Awaited before the second result.</summary>
    public Task SecondResult { get; set; } = Task.CompletedTask;

    public Func<MessageSender, SmtpReply?> JudgeSender { get; set; } = _ => null;

    public bool KeepContent { get; set; } = true;

    public ValueTask<SenderVerdict> BeginAsync(MessageSender sender, CancellationToken cancellationToken)
    {
        lock (Senders)
            Senders.Add(sender);
        if (JudgeSender(sender) is { } refusal)
            return new(new SenderVerdict.Refused(refusal));
        Interlocked.Increment(ref Open);
        return new(new SenderVerdict.Accepted(new Transaction(this, sender)));
    }

    internal sealed record TakenMessage(MessageSender Sender, IReadOnlyList<MailAddress> Recipients, string Trace, byte[] Content, long Length)
    {
        public string Text => Encoding.Latin1.GetString(Content);
    }

    private sealed class Transaction(FakeSink sink, MessageSender sender) : IMessageTransaction
    {
        private readonly List<MailAddress> _recipients = [];
        private readonly MemoryStream _content = new();
        private long _length;
        private string _trace = "";
        private bool _disposed;

        public ValueTask<RecipientVerdict> AddRecipientAsync(MessageRecipient asked, CancellationToken cancellationToken)
        {
            sink.Asked.Enqueue(asked);
            var recipient = asked.Address;
            if (recipient.Domain.Length > 0 && !recipient.Domain.Equals("example.org", StringComparison.OrdinalIgnoreCase))
                return new(new RecipientVerdict.Refused(new SmtpReply(550, 7, 1, "Relaying denied")));
            if (recipient.LocalPart.ToLowerInvariant() is not ("alice" or "bob" or "carol" or "dave" or "erin" or "jörg" or "postmaster" or "joe,smith" or "a b"))
                return new(new RecipientVerdict.Refused(new SmtpReply(550, 1, 1, "No such recipient")));
            _recipients.Add(recipient);
            return new(RecipientVerdict.Accepted.Instance);
        }

        public ValueTask OpenAsync(ReadOnlyMemory<byte> traceField, CancellationToken cancellationToken)
        {
            if (sink.OnOpen is { } failure)
            {
                sink.OnOpen = null;
                throw failure;
            }

            _trace = Encoding.UTF8.GetString(traceField.Span);
            return default;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            if (sink.OnWrite is { } planned && _length + content.Length > planned.After)
                throw planned.Failure;
            _length += content.Length;
            Interlocked.Add(ref sink.Received, content.Length);
            if (sink.KeepContent)
                _content.Write(content.Span);
            return default;
        }

        public async IAsyncEnumerable<SmtpReply> DeliverAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var index = 0;
            foreach (var recipient in _recipients)
            {
                if (index++ == 1)
                {
                    if (sink.OnSecondResult is { } failure)
                        throw failure;
                    await sink.SecondResult;
                }

                yield return recipient.LocalPart switch
                {
                    "dave" => new SmtpReply(552, 2, 2, "Full"),
                    "erin" => new SmtpReply(451, 3, 0, "Down"),
                    _ => new SmtpReply(250, 1, 5, "Delivered"),
                };
            }

            sink.Messages.Enqueue(new(sender, _recipients, _trace, _content.ToArray(), _length));
        }

        public ValueTask DisposeAsync()
        {
            if (!_disposed)
                Interlocked.Decrement(ref sink.Open);
            _disposed = true;
            return default;
        }
    }
}
