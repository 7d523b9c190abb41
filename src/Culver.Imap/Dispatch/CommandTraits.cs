namespace Culver.Imap.Dispatch;

/// <summary>What the loop must know of a command; it knows no command by name.</summary>
[Flags]
internal enum CommandTraits
{
    None = 0,

    /// <summary>
    /// RFC 9051 §7.5.1: no EXPUNGE may be told while it runs, for its own numbers and those of commands behind it in the pipe
    /// would shift (FETCH, STORE, SEARCH by number).
    /// </summary>
    HoldsExpunges = 1,

    /// <summary>It ends the selection or changes it: what the old mailbox went through is not told any more.</summary>
    ChangesSelection = 2,

    /// <summary>It tells changes itself, while it runs; the loop tells none behind it.</summary>
    TellsChangesItself = 4,

    /// <summary>Its arguments hold a secret: never logged, not even in a trace.</summary>
    Secret = 8,
}
