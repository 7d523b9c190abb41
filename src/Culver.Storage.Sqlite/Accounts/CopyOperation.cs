using System.Collections.Immutable;
using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Packs;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Copies and moves: new rows for the same message. A copy counts one more reference, and of many is recorded slice by slice until it is whole; a move counts nothing, and is in the one or in
/// the other mailbox at every moment because it is one transaction (RFC 6851 §3.3).
/// </summary>
internal static class CopyOperation
{
    public static CopyResult Apply(AccountWork work, CopyWrite write)
    {
        write.Rest = UidSet.Empty;
        if (Refusal(work, write.Source, write.Destination, out var source, out var destination) is { } refusal)
            return refusal;
        var found = MessageRow.Read(work.Database, work.KeyOf(source.Id), source, write.Uids, write.Limit);
        if (found.Count == 0)
        {
            if (write.Continues is { } ended)
                UnfinishedCopies.Forget(work, ended);
            return new CopyResult.Copied(destination.UidValidity, [], destination.HighestModSeq);
        }

        if (Keywords(source, destination, found, out var keywords) is { } tooMany)
            return tooMany;
        if (destination.UidNext.Value > uint.MaxValue - (uint)found.Count)
            return new CopyResult.UidsExhausted();
        // A copy costs no bytes here and counts all the same: what a quota counts is what a client can add up. A move adds nothing.
        if (!write.Limits.HasRoomFor(Octets(work, source, write, found), work.Tree))
            return new CopyResult.OverQuota();
        var share = work.Database.Statement("INSERT INTO shared (message, extra) VALUES (?, 1) ON CONFLICT DO UPDATE SET extra = extra + 1");
        foreach (var row in found)
            share.Bind(1, row.Message).Run();
        var modSeq = work.NextModSeq();
        var (pairs, delta) = Insert(work, destination, keywords, found, modSeq);
        write.Deltas = [delta];
        if (found.Count == write.Limit)
            write.Rest = Removal.Above(write.Uids, found[^1].Uid);
        // A slice that is full may be the last: whoever asked is answered then, and nobody comes to take the record away.
        if (!write.Rest.IsEmpty)
        {
            UnfinishedCopies.Record(work, write.Continues ?? modSeq, work.KeyOf(destination.Id), pairs[0].Destination, pairs[^1].Destination);
        }
        else if (write.Continues is { } copy)
        {
            UnfinishedCopies.Forget(work, copy);
        }

        return new CopyResult.Copied(destination.UidValidity, pairs, modSeq);
    }

    public static CopyResult Apply(AccountWork work, MoveWrite write)
    {
        write.Rest = UidSet.Empty;
        if (Refusal(work, write.Source, write.Destination, out var source, out var destination) is { } refusal)
            return refusal;
        var key = work.KeyOf(source.Id);
        var found = MessageRow.Read(work.Database, key, source, write.Uids, write.Limit);
        if (found.Count == 0)
            return new CopyResult.Copied(destination.UidValidity, [], destination.HighestModSeq);
        if (Keywords(source, destination, found, out var keywords) is { } tooMany)
            return tooMany;
        if (destination.UidNext.Value > uint.MaxValue - (uint)found.Count)
            return new CopyResult.UidsExhausted();
        var modSeq = work.NextModSeq();
        var gone = Removal.Remove(work, source, key, found, modSeq, unlink: false);
        // Of a move within one mailbox the destination has lost rows by now.
        work.Tree.TryGet(destination.Id, out var present);
        var (pairs, delta) = Insert(work, present ?? destination, keywords, found, modSeq);
        write.Deltas = [gone, delta];
        if (found.Count == write.Limit)
            write.Rest = Removal.Above(write.Uids, found[^1].Uid);
        return new CopyResult.Copied(destination.UidValidity, pairs, modSeq);
    }

    // The first of several slices asks for room for them all: what is known not to fit is not begun.
    private static long Octets(AccountWork work, MailboxInfo source, CopyWrite write, List<MessageRow> found)
    {
        if (found.Count < write.Limit || write.Continues is not null || write.Limits.QuotaOctets is null)
            return found.Sum(static row => row.Size);
        var octets = 0L;
        var walk = new PackWalk(work.Database, work.KeyOf(source.Id), write.Uids);
        while (walk.NextPack())
        {
            while (walk.NextRow())
                octets += walk.Pack.SizeAt(walk.Index);
        }

        return octets;
    }

    private static CopyResult? Refusal(AccountWork work, MailboxId from, MailboxId to, out MailboxInfo source, out MailboxInfo destination)
    {
        source = destination = null!;
        if (!work.Tree.TryGet(from, out var known) || !known.IsSelectable)
            return new CopyResult.SourceGone();
        source = known;
        if (!work.Tree.TryGet(to, out known) || !known.IsSelectable)
            return new CopyResult.DestinationGone();
        destination = known;
        return null;
    }

    /// <summary>How the keyword bits of the source become those of the destination.</summary>
    private static CopyResult? Keywords(MailboxInfo source, MailboxInfo destination, List<MessageRow> rows, out KeywordMap map)
    {
        var used = Bits128.Zero;
        foreach (var row in rows)
            used |= row.Flags.Keywords;
        var keywords = destination.Keywords;
        map = default;
        if (!KeywordRules.TryRegister(ref keywords, KeywordRules.Names(source.Keywords, used), out _))
            return new CopyResult.TooManyKeywords();
        map = new(source.Keywords, keywords);
        return null;
    }

    private static (ImmutableArray<CopiedMessage> Pairs, MailboxDelta Delta) Insert(
        AccountWork work, MailboxInfo destination, KeywordMap keywords, List<MessageRow> found, ModSeq modSeq)
    {
        var table = work.Surroundings.FlagSets(destination.Id);
        var now = work.Surroundings.Time.GetUtcNow().ToUnixTimeSeconds();
        var pairs = ImmutableArray.CreateBuilder<CopiedMessage>(found.Count);
        var stored = new MessageRow[found.Count];
        var rows = new IndexRow[found.Count];
        var flags = new FlagSet[found.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var uid = new Uid(destination.UidNext.Value + (uint)i);
            flags[i] = keywords.Translate(found[i].Flags);
            stored[i] = found[i] with { Uid = uid, ModSeq = modSeq, Flags = flags[i], Saved = now };
            rows[i] = stored[i].ToIndex(table);
            pairs.Add(new(found[i].Uid, uid));
        }

        PackedRows.Append(work.Database, work.KeyOf(destination.Id), stored);
        work.Set(Counters.With(destination with { Keywords = keywords.Destination }, modSeq, flags, rows) with { UidNext = new(destination.UidNext.Value + (uint)rows.Length) });
        return (pairs.MoveToImmutable(), new(destination.Id, modSeq, rows, UidSet.Empty));
    }

    /// <summary>Translates keyword bits from one mailbox's list to another's that knows them all.</summary>
    private readonly struct KeywordMap(ImmutableArray<string> source, ImmutableArray<string> destination)
    {
        private readonly Dictionary<Bits128, Bits128> _known = [];

        public ImmutableArray<string> Destination { get; } = destination;

        public FlagSet Translate(FlagSet flags)
        {
            if (flags.Keywords == Bits128.Zero)
                return flags;
            if (!_known.TryGetValue(flags.Keywords, out var mask))
                _known.Add(flags.Keywords, mask = KeywordRules.Known(Destination, KeywordRules.Names(source, flags.Keywords)));
            return flags with { Keywords = mask };
        }
    }
}
