using System.Runtime.InteropServices;
using Culver.Storage.Engine;

namespace Culver.Storage.Accounts;

/// <summary>
/// The changes of one commit put together, one for each mailbox: a hundred appends that became durable together touch the index once.
/// A UID that came and went is gone; of a row changed twice the later one counts.
/// </summary>
internal static class MergedDeltas
{
    public static IEnumerable<MailboxDelta> Of(IReadOnlyList<AccountWrite> writes)
    {
        if (writes.Count == 1)
            return writes[0].Deltas;
        var all = new Dictionary<MailboxId, List<MailboxDelta>>();
        foreach (var write in writes)
        {
            foreach (var delta in write.Deltas)
            {
                ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(all, delta.Mailbox, out _);
                (list ??= []).Add(delta);
            }
        }

        return all.Values.Select(static deltas => deltas.Count == 1 ? deltas[0] : Merge(deltas));
    }

    private static MailboxDelta Merge(List<MailboxDelta> deltas)
    {
        var rows = new List<IndexRow>(deltas.Sum(static delta => delta.Rows.Length));
        var vanished = UidSet.Empty;
        var ascending = true;
        foreach (var delta in deltas)
        {
            ascending &= delta.Rows.IsEmpty || rows.Count == 0 || delta.Rows.Span[0].Uid > rows[^1].Uid;
            rows.AddRange(delta.Rows.Span);
            vanished = vanished.Union(delta.Vanished);
        }

        if (!ascending)
            rows = [.. rows.GroupBy(static row => row.Uid).Select(static same => same.Last()).OrderBy(static row => row.Uid)];
        return new(deltas[0].Mailbox, deltas[^1].ModSeq, rows.ToArray(), vanished);
    }
}
