// What came of an attempt, made durable in one change: the recipients' states, and the notifications that tell of them. Rules upheld: a recipient is
// settled only together with what its sender must be told, so that a crash loses no bounce; failures of one round are told in one
// notification; a delay is told once, of all recipients that are late by then; what came of an attempt is kept until the store takes it, for the attempt must not be made twice; nobody is told of a
// notification's own fate (RFC 3464 §2, RFC 5321 §4.5.5); NOTIFY is kept to (RFC 3461 §5.2).
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Culver.Delivery.Bounces;
using Culver.Delivery.Relay;
using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery.Queue;

/// <summary>Records outcomes.</summary>
internal sealed class AttemptRecorder(RelayServices services, NotificationWriter notifications, UntoldFailures untold, DeliveryMetrics metrics) : IDisposable
{
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(10);

    // How long a delay that could be told waits for recipients that are being tried, to be told with them.
    private static readonly TimeSpan DelayPatience = TimeSpan.FromMinutes(15);

    // Whoever is tried this soon may be claimed already, and writes the row itself.
    private static readonly TimeSpan NearlyDue = TimeSpan.FromMinutes(1);

    // Held while a delay is told, so that two attempts that end together do not both tell it.
    private readonly SemaphoreSlim _delays = new(1, 1);

    // Since when the delay of a message waits to be told. Who is removed meanwhile leaves a name behind, and no more.
    private readonly ConcurrentDictionary<QueueId, DateTimeOffset> _postponed = new();

    /// <summary>Records what came of an attempt.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="outcomes">What came of it for each recipient that was tried.</param>
    /// <param name="runner">Hears of what waits.</param>
    /// <param name="cancellationToken">Gives up where the store does not take it.</param>
    public async ValueTask RecordAsync(QueueEntry entry, ImmutableArray<RecipientOutcome> outcomes, QueueRunner runner, CancellationToken cancellationToken)
    {
        if (outcomes.IsEmpty)
            return;
        var id = entry.Message.Id;
        var now = services.Time.GetUtcNow();
        var changed = new List<QueueRecipient>(outcomes.Length);
        var notices = new List<RecipientNotice>();
        foreach (var outcome in outcomes)
            changed.Add(Settle(entry.Message, outcome, now, notices));
        var failures = notices.FindAll(static notice => notice.Action == NoticeAction.Failed);
        var waits = failures.Count > 0
            && (untold.Has(id) || outcomes.Any(static outcome => outcome is RecipientOutcome.Moved) || await IsUnderWayAsync(id, changed, now, cancellationToken)
                // The other attempt may have ended between the two looks, and waits for this one then.
                || untold.Has(id));
        if (waits)
        {
            notices.RemoveAll(failures.Contains);
            changed = [.. changed.Select(recipient => failures.Exists(failure => failure.Recipient.Number == recipient.Number)
                ? recipient with { State = RecipientState.Waiting, DueAt = now + UntoldFailures.Patience }
                : recipient)];
        }

        List<NewQueueEntry> forwarded = [.. outcomes.OfType<RecipientOutcome.Done>().Select(static done => done.Forwarded).OfType<NewQueueEntry>()];
        if (waits)
            await DeferAsync(entry.Message, changed, notices, forwarded, failures, runner, cancellationToken);
        else
            await WriteAsync(entry.Message, entry.Recipients[0].Destination, changed, notices, forwarded, runner, cancellationToken);
        // Whichever attempt of the round ends last tells what waits; both may look, and one takes it.
        if (untold.Has(id) && !await IsUnderWayAsync(id, [], now, cancellationToken))
            await TellAsync(entry.Message, runner, cancellationToken);
        await TellDelaysAsync(entry.Message, outcomes, now, runner, cancellationToken);
    }

    /// <summary>Before an attempt: tells what failed a while ago and waited to be told with the rest.</summary>
    /// <returns>The message with the recipients that are to be tried.</returns>
    public async ValueTask<QueueEntry> TellDueAsync(QueueEntry entry, QueueRunner runner, CancellationToken cancellationToken)
    {
        if (!entry.Recipients.Any(untold.Knows))
            return entry;
        var left = entry with { Recipients = entry.Recipients.RemoveAll(untold.Knows) };
        await TellAsync(entry.Message, runner, cancellationToken);
        // Another may be telling it; the store has it as due until that is done.
        await untold.WhenToldAsync(entry.Message.Id).WaitAsync(cancellationToken);
        return left;
    }

    public void Dispose() => _delays.Dispose();

    private async ValueTask DeferAsync(
        QueueMessage message, List<QueueRecipient> changed, List<RecipientNotice> notices, List<NewQueueEntry> forwarded, List<RecipientNotice> failures, QueueRunner runner, CancellationToken cancellationToken)
    {
        List<RecipientNotice> deferred = [];
        untold.Expect(message.Id);
        try
        {
            await WriteAsync(message, at: null, changed, notices, forwarded, runner, cancellationToken);
            deferred = failures;
        }
        finally
        {
            untold.Add(message.Id, deferred);
        }
    }

    private async ValueTask TellAsync(QueueMessage message, QueueRunner runner, CancellationToken cancellationToken)
    {
        if (untold.Take(message.Id) is not { Count: > 0 } failures)
            return;
        var left = failures;
        try
        {
            // Who removes a message wants nobody told.
            if (await services.Store.FindAsync(message.Id, cancellationToken) is not null)
                await WriteAsync(message, at: null, [.. failures.Select(static failure => failure.Recipient)], failures, [], runner, cancellationToken);
            left = [];
        }
        finally
        {
            untold.Told(message.Id, left);
        }
    }

    // Whether other recipients of the message are tried at this very time, or in line to be.
    private async ValueTask<bool> IsUnderWayAsync(QueueId id, List<QueueRecipient> except, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Store.FindAsync(id, cancellationToken) is { Message.IsHeld: false } entry
                && entry.Recipients.Any(recipient => recipient.IsWaiting && recipient.DueAt <= now
                    && !except.Exists(known => known.Number == recipient.Number) && !untold.Knows(recipient));
        }
        catch (StorageUnavailableException)
        {
            // Told alone, then.
            return false;
        }
    }

    private async ValueTask WriteAsync(
        QueueMessage message, string? at, List<QueueRecipient> changed, IReadOnlyList<RecipientNotice> notices, List<NewQueueEntry> added, QueueRunner runner, CancellationToken cancellationToken)
    {
        var groups = new Queue<ImmutableArray<RecipientNotice>>(notices
            .GroupBy(static notice => notice.Action is NoticeAction.Failed ? 0 : notice.Action is NoticeAction.Delayed ? 1 : 2)
            .Select(static group => group.OrderBy(static notice => notice.Recipient.Number).ToImmutableArray()));
        try
        {
            while (!await TryWriteAsync(message, changed, groups, added))
                await Task.Delay(StoreRetry, services.Time, cancellationToken);
        }
        finally
        {
            foreach (var notification in added)
                await notification.Content.DisposeAsync();
        }

        // What is left for the next transaction is claimed by the worker that records this one: another would make a connection for it.
        var now = services.Time.GetUtcNow();
        foreach (var recipient in changed.Where(recipient => recipient.IsWaiting && (recipient.Destination != at || recipient.DueAt > now)).Concat(added.SelectMany(static entry => entry.Recipients)))
            runner.Wake(recipient.Destination, recipient.DueAt);
    }

    // The message may be with its next server already: what came of it is kept until the store takes it, and the message is not tried meanwhile.
    private async ValueTask<bool> TryWriteAsync(
        QueueMessage message, List<QueueRecipient> changed, Queue<ImmutableArray<RecipientNotice>> groups, List<NewQueueEntry> added)
    {
        try
        {
            while (groups.TryPeek(out var group))
            {
                added.Add(await notifications.WriteAsync(message, group, CancellationToken.None));
                groups.Dequeue();
            }

            await services.Store.ApplyAsync(new(changed, added), CancellationToken.None);
            return true;
        }
        catch (StorageUnavailableException failure)
        {
            services.Log.NotRecorded(failure, message.Id);
            return false;
        }
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
        // RFC 2852 §4.1.3: whether it was delivered in time is looked at when the time is over, and then its sender is told.
        var until = message.DeliverBy is { Mode: DeliverByMode.Notify } soon && soon.Time > now && soon.Time < message.ExpiresAt ? soon.Time : message.ExpiresAt;
        return recipient with { DueAt = RetrySchedule.Next(services.Options, now, recipient.Attempts, until) };
    }

    // One warning for all recipients that are late: the attempt that ends while no other is under way tells of all that wait for their next. When
    // attempts never cease, it is told after a while all the same, and who is being tried then has a warning of his own.
    private async ValueTask TellDelaysAsync(QueueMessage message, ImmutableArray<RecipientOutcome> outcomes, DateTimeOffset now, QueueRunner runner, CancellationToken cancellationToken)
    {
        if (message.ReversePath is null || LateAt(message) is not { } late || now < late)
            return;
        await _delays.WaitAsync(cancellationToken);
        try
        {
            if (await services.Store.FindAsync(message.Id, cancellationToken) is not { Message.IsHeld: false } entry)
                return;
            // Ours are still claimed by us; whoever is due may be claimed by another, who writes the row himself.
            var tried = outcomes.Where(static outcome => outcome is RecipientOutcome.Missed).ToDictionary(static outcome => outcome.Recipient.Number, static outcome => ((RecipientOutcome.Missed)outcome).Trouble);
            bool IsDue(QueueRecipient recipient) => recipient.IsWaiting && recipient.DueAt <= now + NearlyDue && !tried.ContainsKey(recipient.Number);
            if (entry.Recipients.Any(IsDue) && now - _postponed.GetOrAdd(message.Id, now) < DelayPatience)
                return;
            _postponed.TryRemove(message.Id, out _);
            var told = entry.Recipients.Where(recipient => MayBeTold(recipient) && !IsDue(recipient) && !untold.Knows(recipient)).ToList();
            if (told.Count == 0)
                return;
            // RFC 2852 §4.1.3: 4.4.7, delivery time expired, whatever the last attempt met.
            var isOver = message.DeliverBy is { Mode: DeliverByMode.Notify };
            RecipientNotice[] notices = [.. told.Select(recipient => new RecipientNotice(
                isOver ? recipient with { LastStatus = "4.4.7" } : recipient, NoticeAction.Delayed, tried.GetValueOrDefault(recipient.Number) ?? LastTrouble(recipient)))];
            await WriteAsync(message, at: null, [.. told.Select(static recipient => recipient with { DelayTold = true })], notices, [], runner, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            // Told after the next attempt, then.
            services.Log.NotRecorded(failure, message.Id);
        }
        finally
        {
            _delays.Release();
        }
    }

    // RFC 3461 §4.1: told of a delay is who did not say, and who asked for it.
    private static bool MayBeTold(QueueRecipient recipient) =>
        recipient is { IsWaiting: true, DelayTold: false, Attempts: > 0 } && (recipient.Notify == DsnNotify.Unspecified || recipient.Notify.HasFlag(DsnNotify.Delay));

    /// <summary>What the last attempt for a recipient met.</summary>
    public static Trouble LastTrouble(QueueRecipient recipient) =>
        new(IsPermanent: false, recipient.LastStatus ?? "4.0.0", recipient.LastReply ?? "", recipient.LastServer, IsReply: recipient is { LastServer: not null, LastReply: ['4' or '5', >= '0' and <= '9', >= '0' and <= '9', ..] });

    // RFC 2852 §4.1.3: with mode N the sender is told when the time is over, and once is enough.
    private DateTimeOffset? LateAt(QueueMessage message)
    {
        DateTimeOffset? warned = services.Options.DelayWarning > TimeSpan.Zero ? message.ReleasedAt + services.Options.DelayWarning : null;
        DateTimeOffset? wanted = message.DeliverBy is { Mode: DeliverByMode.Notify } by ? by.Time : null;
        return wanted ?? warned;
    }

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
