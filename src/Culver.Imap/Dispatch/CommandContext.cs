using Culver.Imap.Session;
using Culver.Imap.Wire;

namespace Culver.Imap.Dispatch;

/// <summary>What a handler works with while its command runs.</summary>
internal sealed class CommandContext(ImapSession session, ImapWriter writer, CommandFramer framer)
{
    public ImapSession Session { get; } = session;

    public ImapWriter Writer { get; } = writer;

    /// <summary>For the commands that read on: AUTHENTICATE and IDLE.</summary>
    public CommandFramer Framer { get; } = framer;

    /// <summary>The command's tag; valid while it runs. Set by the loop.</summary>
    public ReadOnlyMemory<byte> Tag { get; set; }

    /// <summary>The selection; only for commands of the selected state.</summary>
    public SelectedMailbox Mailbox => Session.Selected ?? throw new InvalidOperationException("No mailbox is selected.");
}
