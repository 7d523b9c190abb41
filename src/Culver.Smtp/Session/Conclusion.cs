// The end of every message, by DATA or BDAT. Rules upheld: a positive reply is written only after the sink has promised (RFC 5321 §4.2.5);
// LMTP gives one reply per accepted recipient in their order, whatever happens (RFC 2033 §4.2, §4.3); SMTP gives one for all.
using Culver.Smtp.Dispatch;

namespace Culver.Smtp.Session;

internal static class Conclusion
{
    public static async ValueTask<CommandResult> ConcludeAsync(SmtpTransaction transaction, SmtpSession session, CancellationToken cancellationToken)
    {
        var content = transaction.Content!;
        await content.FinishAsync(cancellationToken);
        // From here the time is ours, not the client's: it has to wait ten minutes (RFC 5321 §4.5.3.2.6).
        session.Connection.ClearTimeout();
        session.Counters.Idle = 0;
        // Relays keep a connection for many messages; errors of long ago say nothing of one that delivers.
        session.Counters.Errors = 0;
        var result = session.Protocol == SmtpProtocol.Lmtp
            ? await AnswerEachAsync(transaction, content, session)
            : await AnswerAllAsync(transaction, content, session);
        session.Environment.Metrics.Message(session.Protocol, result.Code, content.Length);
        session.Environment.Log.Message(session.Connection.Id, transaction.Sender.Id, transaction.Sender.ReversePath, content.Length, transaction.Recipients.Count, result.Code);
        // RFC 6710 §4.1 (3).
        if (transaction.Sender.Priority is { } priority)
            session.Environment.Log.Prioritized(session.Connection.Id, transaction.Sender.Id, priority);
        await session.EndTransactionAsync();
        return result;
    }

    private static async ValueTask<CommandResult> AnswerEachAsync(SmtpTransaction transaction, IncomingContent content, SmtpSession session)
    {
        var answered = 0;
        var worst = 250;
        await using var replies = RepliesAsync(transaction, content, session).GetAsyncEnumerator(CancellationToken.None);
        while (true)
        {
            var next = replies.MoveNextAsync();
            // RFC 2033 §5: a reply that is known is not held back for one that is not.
            if (!next.IsCompleted && answered > 0)
                await session.Replies.FlushAsync(CancellationToken.None);
            if (!await next)
                break;
            var recipient = transaction.Recipients[answered++];
            worst = Math.Max(worst, replies.Current.Code);
            session.Replies.Write(replies.Current with { Text = $"<{recipient}> {replies.Current.Text}" });
        }

        return CommandResult.Written(worst);
    }

    private static async ValueTask<CommandResult> AnswerAllAsync(SmtpTransaction transaction, IncomingContent content, SmtpSession session)
    {
        SmtpReply? positive = null;
        SmtpReply? transient = null;
        SmtpReply? permanent = null;
        await foreach (var reply in RepliesAsync(transaction, content, session))
        {
            if (reply.IsPositive)
                positive ??= reply;
            else if (reply.IsTransient)
                transient ??= reply;
            else
                permanent ??= reply;
        }

        if (transient is null && permanent is null)
            return new SmtpReply(250, 0, 0, $"Message accepted as {transaction.Sender.Id}");
        if (positive is null)
            return (transient ?? permanent)!;
        // Some have it and some do not, and SMTP has one reply.
        // Liberty, RFC 5321 §4.4: that asks for 250 and a notification to the sender, §4.2.5 that nobody gets what was answered with 451. The client keeps the
        // message; when it comes again, those who have it are passed over by the sink, and those who cannot be reached any more are refused at RCPT:
        // no notification goes to a sender who may be forged.
        return new SmtpReply(451, 3, 0, "Not every recipient could be reached; please send it again");
    }

    /// <summary>As many replies as there are accepted recipients.</summary>
    private static async IAsyncEnumerable<SmtpReply> RepliesAsync(SmtpTransaction transaction, IncomingContent content, SmtpSession session)
    {
        var failure = content.Refusal;
        var given = 0;
        if (failure is null)
        {
            // Once begun it is carried through: half a delivery helps nobody, and the client would send all of it again.
            await using var replies = transaction.Sink.DeliverAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
            while (failure is null)
            {
                try
                {
                    // Asked once more after the last reply, so that the sink comes to its own end.
                    if (!await replies.MoveNextAsync() || given == transaction.Recipients.Count)
                        break;
                }
                catch (Exception broken)
                {
                    failure = Answer(broken, transaction, session);
                    break;
                }

                given++;
                yield return replies.Current;
            }
        }

        for (; given < transaction.Recipients.Count; given++)
            yield return failure ?? KnownReplies.LocalError;
    }

    private static SmtpReply Answer(Exception failure, SmtpTransaction transaction, SmtpSession session)
    {
        if (failure is MessageRefusedException refused)
            return refused.Reply;
        session.Environment.Log.SinkFailed(failure, session.Connection.Id, transaction.Sender.Id);
        return KnownReplies.LocalError;
    }
}
