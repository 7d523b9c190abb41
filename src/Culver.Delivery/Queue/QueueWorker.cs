using System.Collections.Immutable;
using Culver.Delivery.Relay;
using Culver.Delivery.Routing;
using Culver.Storage.Queue;

namespace Culver.Delivery.Queue;

/// <summary>One worker: messages of one destination, one after the other.</summary>
internal sealed class QueueWorker(RelayServices services, LocalAttempt local, AttemptRecorder recorder) : IQueueWorker
{
    public async ValueTask RunAsync(DestinationQueue queue, QueueRunner runner, CancellationToken cancellationToken)
    {
        await using var session = new RelaySession(queue.Name, services);
        var done = 0;
        while (!runner.IsStopping)
        {
            var wakes = queue.Wakes;
            if (!session.HasConnection && queue.Dead is { } dead && await DeferAsync(dead, queue, runner, cancellationToken))
                continue;
            if (await queue.ClaimAsync(cancellationToken) is not { } entry)
            {
                if (session.HasConnection && await runner.IdleAsync(queue, wakes))
                    continue;
                return;
            }

            try
            {
                if (await recorder.TellDueAsync(entry, runner, cancellationToken) is { Recipients.IsEmpty: false } left)
                    await AttemptAsync(left, queue, session, runner, cancellationToken);
            }
            finally
            {
                await queue.ReleaseAsync(entry.Message.Id);
            }

            if (++done % services.Options.MaxMessagesPerConnection == 0 && runner.MustGiveWay)
                return;
        }
    }

    /// <summary>Puts off what is due for a destination that cannot be reached. Written down together, it shares its commits.</summary>
    /// <returns>Whether there was any.</returns>
    private async ValueTask<bool> DeferAsync(DeadDestination dead, DestinationQueue queue, QueueRunner runner, CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        if (dead.Until <= now)
            return false;
        var retries = runner.Retries;
        // What may end now, or go all the same, is looked at by itself.
        var deferred = await queue.ClaimDeferredAsync(
            entry => entry.Message.ExpiresAt > now && entry.Message.Hops <= services.Options.MaxHops && !RelaySession.IsLax(entry.Message), cancellationToken);
        await Task.WhenAll(deferred.Select(entry => DeferAsync(entry, dead.Trouble, queue, runner, cancellationToken)));
        // What an administrator wanted tried meanwhile was written over with a later time, and nothing was tried for it.
        if (deferred.Count > 0 && runner.HaveRetriedSince(retries))
        {
            queue.Dead = null;
            foreach (var entry in deferred)
                await services.Store.RetryAsync(entry.Message.Id, services.Time.GetUtcNow(), cancellationToken);
        }

        return deferred.Count > 0;
    }

    private async Task DeferAsync(QueueEntry entry, Trouble trouble, DestinationQueue queue, QueueRunner runner, CancellationToken cancellationToken)
    {
        try
        {
            if (await recorder.TellDueAsync(entry, runner, cancellationToken) is { Recipients.IsEmpty: false } left)
                await recorder.RecordAsync(left, [.. left.Recipients.Select(recipient => new RecipientOutcome.Missed(recipient, trouble))], runner, cancellationToken);
        }
        finally
        {
            await queue.ReleaseAsync(entry.Message.Id);
        }
    }

    private async ValueTask AttemptAsync(
        QueueEntry entry, DestinationQueue queue, RelaySession session, QueueRunner runner, CancellationToken cancellationToken)
    {
        ImmutableArray<RecipientOutcome> outcomes;
        try
        {
            // RFC 2852 §4.1.3: with mode R, no attempt is made any more when the time is over.
            outcomes = entry.Message.DeliverBy is { Mode: DeliverByMode.Return } by && by.Time <= services.Time.GetUtcNow()
                ? [.. entry.Recipients.Select(TooLate)]
                : queue.Name == RouteTable.Local
                ? await local.DeliverAsync(entry, cancellationToken)
                : await session.SendAsync(entry, queue.Dead, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A fault of ours keeps the message, and is no reason to try it again at once.
            services.Log.AttemptFailed(failure, entry.Message.Id, queue.Name);
            var trouble = new Trouble(IsPermanent: false, "4.3.0", "Something failed here");
            outcomes = [.. entry.Recipients.Select(recipient => new RecipientOutcome.Missed(recipient, trouble))];
        }

        if (queue.Name != RouteTable.Local)
            Weigh(queue, session, outcomes);
        if (queue.Name == RouteTable.Local || queue.IsAlive)
            runner.Widen(queue);
        await recorder.RecordAsync(entry, outcomes, runner, cancellationToken);
    }

    private static RecipientOutcome TooLate(QueueRecipient recipient) => new RecipientOutcome.Missed(
        recipient, AttemptRecorder.LastTrouble(recipient) with { IsPermanent = true, Status = "5.4.7", Text = recipient.LastReply ?? "The time to deliver it by is over" });

    private void Weigh(DestinationQueue queue, RelaySession session, ImmutableArray<RecipientOutcome> outcomes)
    {
        if (session.HasConnection)
        {
            queue.IsAlive = true;
            queue.Dead = null;
        }
        else if (session.Unreachable is { IsPermanent: false } trouble && !outcomes.IsEmpty)
        {
            queue.IsAlive = false;
            queue.Dead = new(services.Time.GetUtcNow() + services.Options.DeadDestination, trouble);
        }
    }
}
