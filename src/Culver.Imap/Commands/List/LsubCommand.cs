using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.List;

// lsub = "LSUB" SP mailbox SP list-mailbox                                                       RFC 3501 §9
internal sealed record LsubCommand(string Reference, string Pattern) : IImapCommand<LsubCommand>
{
    public static LsubCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var reference = reader.Mailbox();
        reader.Space();
        var pattern = reader.ListMailbox();
        reader.End();
        return new(reference, pattern);
    }
}
