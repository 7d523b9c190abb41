using Culver.Delivery;
using Culver.Storage.Queue;

namespace Culver.Hosting;

/// <summary>What an administrator asks of the outbound queue.</summary>
internal sealed class QueueAdministration(QueueControl queue)
{
    /// <summary>Messages read at a time.</summary>
    public const int Page = 50;

    /// <summary>Recipients with which a page ends: a reply stays far below what the control socket carries, whatever is in the queue.</summary>
    public const int PageRecipients = 2000;

    public async ValueTask<AdministrationReply> ListAsync(string? after, CancellationToken cancellationToken)
    {
        QueueId? last = null;
        if (after is not null)
        {
            if (!QueueId.TryParse(after, out var known))
                return new AdministrationReply.Refused($"{after} is no message's name.");
            last = known;
        }

        var rows = new List<QueuedRow>();
        var recipients = 0;
        while (recipients < PageRecipients)
        {
            var read = await queue.ListAsync(last, Page, cancellationToken);
            if (read.Count == 0)
                return new AdministrationReply.Queued([.. rows]);
            foreach (var entry in read)
            {
                rows.Add(Row(entry));
                last = entry.Message.Id;
                if ((recipients += entry.Recipients.Length) >= PageRecipients)
                    break;
            }
        }

        return new AdministrationReply.Queued([.. rows], HasMore: true);
    }

    public async ValueTask<AdministrationReply> ShowAsync(string id, CancellationToken cancellationToken) =>
        QueueId.TryParse(id, out var known) && await queue.FindAsync(known, cancellationToken) is { } entry
            ? new AdministrationReply.Queued([Row(entry)])
            : Missing(id);

    public async ValueTask<AdministrationReply> RemoveAsync(string id, CancellationToken cancellationToken) =>
        QueueId.TryParse(id, out var known) && await queue.RemoveAsync(known, cancellationToken) ? new AdministrationReply.Done(id) : Missing(id);

    /// <summary>Does something to one message or all.</summary>
    public async ValueTask<AdministrationReply> ChangeAsync(
        string? id, Func<QueueId?, CancellationToken, ValueTask<int>> change, CancellationToken cancellationToken)
    {
        QueueId? chosen = null;
        if (id is not null)
        {
            if (!QueueId.TryParse(id, out var known))
                return Missing(id);
            chosen = known;
        }

        var count = await change(chosen, cancellationToken);
        return id is not null && count == 0 ? Missing(id) : new AdministrationReply.Counted(count);
    }

    private static AdministrationReply.Refused Missing(string id) => new($"There is no message {id} in the queue.");

    private static QueuedRow Row(QueueEntry entry) => new(
        entry.Message.Id.ToString(),
        entry.Message.ReversePath ?? "",
        entry.Message.ArrivedAt,
        entry.Message.ExpiresAt,
        entry.Message.Length,
        entry.Message.IsHeld,
        [.. entry.Recipients.Select(static recipient => new QueuedRecipientRow(
            recipient.Address,
            recipient.State.ToString().ToLowerInvariant(),
            recipient.Destination,
            recipient.Attempts,
            recipient.IsWaiting ? recipient.DueAt : null,
            recipient.LastStatus,
            recipient.LastReply,
            recipient.LastServer))]);
}
