using Culver.Imap.Session;
using Culver.Storage;

namespace Culver.Imap.Commands.Store;

/// <summary>
/// Whether a client that was told the flags before a STORE, and knows what it asked for, knows the flags after it: so unless another session
/// changed them in between, which RFC 9051 §6.4.6 wants told whether the STORE was silent or not.
/// </summary>
internal sealed class SilentStore(StoreCommand command, ViewChanges changes)
{
    private readonly MessageFlags _asked = FlagNames.TryRead(command.Flags, out var flags) ? flags : MessageFlags.None;

    public bool Holds(in IndexRow after)
    {
        if (!changes.Before.TryFind(after.Uid, out _, out var before))
            return false;
        var asked = new FlagSet(_asked.System, KeywordBits());
        var had = changes.Before.FlagsOf(before);
        var expected = command.Operation switch
        {
            FlagOperation.Add => new FlagSet(had.System | asked.System, had.Keywords | asked.Keywords),
            FlagOperation.Remove => new FlagSet(had.System & ~asked.System, had.Keywords & ~asked.Keywords),
            _ => asked,
        };
        return changes.After.FlagsOf(after) == expected;
    }

    /// <summary>The keywords asked for, by their bits in the mailbox. A keyword keeps its bit for ever.</summary>
    private UInt128 KeywordBits()
    {
        var bits = UInt128.Zero;
        for (var i = 0; i < changes.After.Keywords.Length; i++)
        {
            if (_asked.Keywords.Contains(changes.After.Keywords[i], StringComparer.OrdinalIgnoreCase))
                bits |= UInt128.One << i;
        }

        return bits;
    }
}
