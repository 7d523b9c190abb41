using Culver.Delivery;
using Culver.Storage.Queue;

namespace Culver.Hosting;

/// <summary>What an administrator asks of the outbound queue.</summary>
internal sealed class QueueAdministration(QueueControl queue)
{
    private const int Page = 500;

    public async ValueTask<AdministrationReply> ListAsync(CancellationToken cancellationToken)
    {
        var rows = new List<QueuedRow>();
        QueueId? after = null;
        while (await queue.ListAsync(after, Page, cancellationToken) is { Count: > 0 } page)
        {
            rows.AddRange(page.Select(Row));
            after = page[^1].Message.Id;
        }

        return new AdministrationReply.Queued([.. rows]);
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
