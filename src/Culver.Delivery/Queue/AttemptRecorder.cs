// What came of an attempt, made durable in one change: the recipients' states, and the notifications that tell of them. Rules upheld: a recipient is
// settled only together with what its sender must be told, so that a crash loses no bounce; nobody is told of a notification's own fate
// (RFC 3464 §2, RFC 5321 §4.5.5); NOTIFY is kept to (RFC 3461 §5.2).
using System.Collections.Immutable;
using Culver.Delivery.Bounces;
using Culver.Delivery.Relay;
using Culver.Storage.Queue;

namespace Culver.Delivery.Queue;

/// <summary>Records outcomes.</summary>
internal sealed class AttemptRecorder(RelayServices services, NotificationWriter notifications, DeliveryMetrics metrics)
{
    public async ValueTask RecordAsync(QueueEntry entry, ImmutableArray<RecipientOutcome> outcomes, QueueRunner runner)
    {
        if (outcomes.IsEmpty)
            return;
        var now = services.Time.GetUtcNow();
        var changed = new List<QueueRecipient>(outcomes.Length);
        var notices = new List<RecipientNotice>();
        foreach (var outcome in outcomes)
            changed.Add(Settle(entry.Message, outcome, now, notices));
        var added = outcomes.OfType<RecipientOutcome.Done>().Select(static done => done.Forwarded).OfType<NewQueueEntry>().ToList();
        try
        {
            foreach (var group in notices.GroupBy(static notice => notice.Action is NoticeAction.Failed ? 0 : notice.Action is NoticeAction.Delayed ? 1 : 2))
                added.Add(await notifications.WriteAsync(entry.Message, [.. group], CancellationToken.None));
            await services.Store.ApplyAsync(new(changed, added), CancellationToken.None);
        }
        finally
        {
            foreach (var notification in added)
                await notification.Content.DisposeAsync();
        }

        foreach (var recipient in changed.Where(static recipient => recipient.IsWaiting).Concat(added.SelectMany(static entry => entry.Recipients)))
            runner.Wake(recipient.Destination, recipient.DueAt);
    }

    private QueueRecipient Settle(QueueMessage message, RecipientOutcome outcome, DateTimeOffset now, List<RecipientNotice> notices)
    {
        var recipient = outcome.Recipient with { LastAttemptAt = now };
        switch (outcome)
        {
            case RecipientOutcome.Moved moved:
                return outcome.Recipient with { Destination = moved.Destination, DueAt = now };
            case RecipientOutcome.Done done:
                services.Log.Relayed(message.Id, recipient.Address, done.Server ?? "an account here", done.Reply);
                metrics.Attempt("done", (now - message.ArrivedAt).TotalSeconds);
                recipient = recipient with { State = done.State, LastServer = done.Server, LastReply = done.Reply, LastStatus = "2.0.0" };
                if (done.MustTell || (!done.IsTold && recipient.Notify.HasFlag(DsnNotify.Success)))
                    Tell(message, recipient, ActionOf(done.State), trouble: null, notices);
                return recipient;
            case RecipientOutcome.Missed missed:
                return Miss(message, recipient, missed.Trouble, now, notices);
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    private QueueRecipient Miss(QueueMessage message, QueueRecipient recipient, Trouble trouble, DateTimeOffset now, List<RecipientNotice> notices)
    {
        recipient = recipient with
        {
            Attempts = recipient.Attempts + 1,
            LastServer = trouble.Server,
            LastReply = trouble.Text,
            LastStatus = trouble.Status,
        };
        if (trouble.IsPermanent || now >= message.ExpiresAt)
        {
            services.Log.GivenUp(message.Id, recipient.Address, trouble.Status, trouble.Text);
            metrics.Attempt("failed", (now - message.ArrivedAt).TotalSeconds);
            // RFC 3463 §3.5: 4.7, delivery time expired. RFC 2852 §4.1.3: 5.4.7 when it was the sender's own time.
            var expired = message.DeliverBy is { Mode: DeliverByMode.Return } by && now >= by.Time ? "5.4.7" : "4.4.7";
            recipient = recipient with { State = RecipientState.Failed, LastStatus = trouble.IsPermanent ? trouble.Status : expired };
            if (recipient.Notify == DsnNotify.Unspecified || recipient.Notify.HasFlag(DsnNotify.Failure))
                Tell(message, recipient, NoticeAction.Failed, trouble, notices);
            return recipient;
        }

        services.Log.Deferred(message.Id, recipient.Address, trouble.Status, trouble.Text);
        metrics.Attempt("deferred", (now - message.ArrivedAt).TotalSeconds);
        recipient = recipient with { DueAt = RetrySchedule.Next(services.Options, now, recipient.Attempts, message.ExpiresAt) };
        if (recipient.DelayTold || !IsLate(message, now) || (recipient.Notify != DsnNotify.Unspecified && !recipient.Notify.HasFlag(DsnNotify.Delay)))
            return recipient;
        Tell(message, recipient, NoticeAction.Delayed, trouble, notices);
        return recipient with { DelayTold = true };
    }

    // RFC 2852 §4.1.3: with mode N the sender is told when the time is over.
    private bool IsLate(QueueMessage message, DateTimeOffset now) =>
        (services.Options.DelayWarning > TimeSpan.Zero && now - message.ArrivedAt >= services.Options.DelayWarning)
        || (message.DeliverBy is { Mode: DeliverByMode.Notify } by && now >= by.Time);

    private static NoticeAction ActionOf(RecipientState state) => state switch
    {
        RecipientState.Relayed => NoticeAction.Relayed,
        RecipientState.Expanded => NoticeAction.Expanded,
        _ => NoticeAction.Delivered,
    };

    private void Tell(QueueMessage message, QueueRecipient recipient, NoticeAction action, Trouble? trouble, List<RecipientNotice> notices)
    {
        if (message.ReversePath is null)
        {
            if (action == NoticeAction.Failed)
                services.Log.NobodyTold(message.Id, recipient.Address);
            return;
        }

        notices.Add(new(recipient, action, trouble));
    }
}
