using Culver.Imap.Session;
using Culver.Storage;

namespace Culver.Imap.Commands.Search;

/// <summary>Decides keys that the index alone can: built once for a search, asked for every row.</summary>
internal sealed class IndexTest(SelectedMailbox mailbox, MailboxSnapshot snapshot)
{
    /// <summary>The test of a key whose cost is <see cref="SearchCost.Index"/>.</summary>
    public Predicate For(SearchKey key)
    {
        switch (key)
        {
            case SearchKey.All:
                return static (in NumberedRow _) => true;
            case SearchKey.Numbers { Set: var set }:
                return Numbers(set);
            case SearchKey.Uids { Set: var set }:
                return Uids(set);
            case SearchKey.SystemFlag { Flag: var flag, IsSet: var isSet }:
                return (in NumberedRow row) => ((snapshot.FlagsOf(row.Row).System & flag) != SystemFlags.None) == isSet;
            case SearchKey.Keyword { Name: var name, IsSet: var isSet }:
                return Keyword(name, isSet);
            case SearchKey.Recent:
                var recent = mailbox.Recent;
                return (in NumberedRow row) => recent.Contains(row.Row.Uid);
            case SearchKey.Date { Comparison: var comparison, Day: var day }:
                // RFC 9051 §6.4.4: time and zone of the internal date are disregarded.
                return (in NumberedRow row) => Compares(DateOnly.FromDateTime(row.Row.InternalDate.ToDateTimeOffset().DateTime), comparison, day);
            case SearchKey.Larger { Octets: var octets }:
                return (in NumberedRow row) => row.Row.Size > octets;
            case SearchKey.Smaller { Octets: var octets }:
                return (in NumberedRow row) => row.Row.Size < octets;
            case SearchKey.ModSeqSince { ModSeq: var modSeq }:
                return (in NumberedRow row) => row.Row.ModSeq >= modSeq;
            case SearchKey.Not { Key: var inner }:
                var negated = For(inner);
                return (in NumberedRow row) => !negated(row);
            case SearchKey.Or { Left: var left, Right: var right }:
                var first = For(left);
                var second = For(right);
                return (in NumberedRow row) => first(row) || second(row);
            case SearchKey.And { Keys: var keys }:
                var all = keys.Select(For).ToArray();
                return (in NumberedRow row) =>
                {
                    foreach (var test in all)
                    {
                        if (!test(row))
                            return false;
                    }

                    return true;
                };
            default:
                throw new InvalidOperationException($"{key.GetType().Name} cannot be decided by the index.");
        }
    }

    /// <summary>Whether a day stands to another as asked.</summary>
    public static bool Compares(DateOnly day, DateComparison comparison, DateOnly other) => comparison switch
    {
        DateComparison.Before => day < other,
        DateComparison.On => day == other,
        _ => day >= other,
    };

    private Predicate Numbers(Wire.SequenceSet set)
    {
        // RFC 9051 §6.4.4: numbers that are not there match nothing; only FETCH and its kin refuse them.
        var numbers = set.Resolve((uint)snapshot.Count);
        var saved = set.HasSaved ? mailbox.Saved : UidSet.Empty;
        return (in NumberedRow row) => numbers.Contains((uint)row.Number.Value) || saved.Contains(row.Row.Uid);
    }

    private Predicate Uids(Wire.SequenceSet set)
    {
        var uids = set.Resolve(snapshot.LastUid.Value);
        var saved = set.HasSaved ? mailbox.Saved : UidSet.Empty;
        return (in NumberedRow row) => uids.Contains(row.Row.Uid.Value) || saved.Contains(row.Row.Uid);
    }

    private Predicate Keyword(string name, bool isSet)
    {
        var bit = -1;
        for (var i = 0; i < snapshot.Keywords.Length; i++)
        {
            if (string.Equals(snapshot.Keywords[i], name, StringComparison.OrdinalIgnoreCase))
                bit = i;
        }

        if (bit < 0)
            return isSet ? static (in NumberedRow _) => false : static (in NumberedRow _) => true;
        var mask = Bits128.Bit(bit);
        return (in NumberedRow row) => !(snapshot.FlagsOf(row.Row).Keywords & mask).IsZero == isSet;
    }

    /// <summary>A decision about one row.</summary>
    public delegate bool Predicate(in NumberedRow row);
}
