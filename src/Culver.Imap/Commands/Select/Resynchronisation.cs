using Culver.Imap.Commands.Fetch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Select;

/// <summary>Tells a client what became of the messages it knows (RFC 7162 §3.2.5.1 and §3.2.5.2).</summary>
internal static class Resynchronisation
{
    public static async ValueTask WriteAsync(
        ImapSession session, ImapWriter writer, SelectedMailbox mailbox, QresyncParameter client, CancellationToken cancellationToken)
    {
        var told = mailbox.View.Told;
        // RFC 7162 §3.2.5: another UIDVALIDITY: nothing the client knows holds, and it sees that for itself.
        if (client.UidValidity != told.UidValidity)
            return;
        var last = told.UidNext.Value - 1;
        if (last == 0)
            return;
        var known = client.KnownUids is { } uids ? ToSet(uids.UpTo(last)) : UidSet.Of(new(1), new(last));
        var vanished = await mailbox.Account.VanishedSinceAsync(told.Id, client.ModSeq, known, cancellationToken);
        if (client.ModSeq >= told.HighestModSeq && vanished.IsEmpty)
            return;
        var snapshot = await mailbox.View.SnapshotAsync(cancellationToken);
        if (client.MatchNumbers is not null && !vanished.IsEmpty)
            vanished = vanished.Except(Agreed(snapshot, client));
        VanishedWriting.Write(writer, vanished.Except(MessageSelection.OfUids(snapshot, vanished).Uids()), isEarlier: true);
        var changed = new List<NumberedRow>();
        foreach (var (first, rows) in MessageSelection.OfUids(snapshot, known).RunsChangedSince(client.ModSeq))
        {
            for (var i = 0; i < rows.Length; i++)
            {
                if (rows.Span[i].ModSeq > client.ModSeq)
                    changed.Add(new(new(first.Value + i), rows.Span[i]));
            }
        }

        await ChangeRenderer.WriteFetchesAsync(session, mailbox, writer, snapshot, changed, FlagsToTell.All, cancellationToken);
    }

    /// <summary>
    /// RFC 7162 §3.2.5.2: up to the last number that still has the UID the client believes, it knows of all expunges.
    /// </summary>
    private static UidSet Agreed(MailboxSnapshot snapshot, QresyncParameter client)
    {
        var agreed = UidSet.Empty;
        foreach (var (number, uid) in Values(client.MatchNumbers!).Zip(Values(client.MatchUids!)))
        {
            if (number > snapshot.Count || snapshot[new((int)number)].Uid.Value != uid)
                break;
            agreed = UidSet.Of(new(1), new(uid));
        }

        return agreed;
    }

    private static IEnumerable<uint> Values(NumberRanges numbers)
    {
        foreach (var range in numbers.Ranges.ToArray())
        {
            for (ulong value = range.First; value <= range.Last; value++)
                yield return (uint)value;
        }
    }

    private static UidSet ToSet(NumberRanges uids) =>
        UidSet.From(uids.Ranges.ToArray().Select(static range => new UidRange(new(range.First), new(range.Last))));
}
