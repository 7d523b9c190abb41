using Culver.Imap.Session;
using Culver.Storage;

namespace Culver.Imap.Commands.Store;

/// <summary>One STORE that the store was asked for.</summary>
internal sealed class StoreStep(StoreCommand command, MessageFlags flags, MessageSelection selection, Task<StoreResult> decided)
{
    public StoreCommand Command { get; } = command;

    /// <summary>The messages it named, in the view it was begun in.</summary>
    public MessageSelection Selection { get; } = selection;

    /// <summary>How it ended, or why it could not be done.</summary>
    public Task<StoreResult> Decided { get; } = decided;

    /// <summary>What it did, once it is decided; null where it could not be done.</summary>
    public StoreResult.Stored? Stored { get; set; }

    /// <summary>Whether its own answer tells a message's flags. RFC 9051 §6.4.6: the new value is told as if by FETCH, unless <c>.SILENT</c> was asked for.</summary>
    public bool Tells(Uid uid) => !Command.IsSilent && Stored is { } stored && !stored.Modified.Contains(uid) && Named.Contains(uid);

    private UidSet Named => field ??= Selection.Uids();

    /// <summary>What it makes of a message's flags.</summary>
    public FlagSet Apply(FlagSet had, MailboxSnapshot snapshot)
    {
        var asked = new FlagSet(flags.System, KeywordBits(snapshot));
        return Command.Operation switch
        {
            FlagOperation.Add => new FlagSet(had.System | asked.System, had.Keywords | asked.Keywords),
            FlagOperation.Remove => new FlagSet(had.System & ~asked.System, had.Keywords & ~asked.Keywords),
            _ => asked,
        };
    }

    /// <summary>The keywords asked for, by their bits in the mailbox. A keyword keeps its bit for ever.</summary>
    private Bits128 KeywordBits(MailboxSnapshot snapshot)
    {
        var bits = Bits128.Zero;
        if (flags.Keywords.IsEmpty)
            return bits;
        for (var i = 0; i < snapshot.Keywords.Length; i++)
        {
            if (flags.Keywords.Contains(snapshot.Keywords[i], StringComparer.OrdinalIgnoreCase))
                bits |= Bits128.Bit(i);
        }

        return bits;
    }
}
