using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Dispatch;

/// <summary>One thing STATUS can tell of a mailbox, from its counters alone.</summary>
/// <param name="Name">Its name in upper case.</param>
/// <param name="Write">Writes the value.</param>
internal sealed record StatusItem(string Name, Action<ImapSession, MailboxInfo, ImapWriter> Write)
{
    /// <summary>What asking for it switches on (RFC 7162 §3.1: HIGHESTMODSEQ).</summary>
    public ImapFeatures Enables { get; init; }

    /// <summary>The capability it comes with: where that is switched off there is no such item.</summary>
    public string? Capability { get; init; }
}
