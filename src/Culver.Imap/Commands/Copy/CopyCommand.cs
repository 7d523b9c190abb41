using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Copy;

// copy = "COPY" SP sequence-set SP mailbox                                                       RFC 9051 §9
// move = "MOVE" SP sequence-set SP mailbox                                                       RFC 6851 §5
internal sealed record CopyCommand(bool ByUid, SequenceSet Messages, string Destination) : IImapCommand<CopyCommand>
{
    public static CopyCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var messages = reader.SequenceSet();
        reader.Space();
        var destination = reader.Mailbox();
        reader.End();
        return new(context.ByUid, messages, destination);
    }
}
