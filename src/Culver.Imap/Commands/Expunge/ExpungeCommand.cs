using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Expunge;

// "EXPUNGE"                                                                                      RFC 9051 §9
// uid-expunge = "UID" SP "EXPUNGE" SP sequence-set                                               RFC 4315 §4
internal sealed record ExpungeCommand(SequenceSet? Messages) : IImapCommand<ExpungeCommand>
{
    public static ExpungeCommand Parse(ref ImapReader reader, ParseContext context)
    {
        SequenceSet? messages = null;
        if (context.ByUid)
        {
            reader.Space();
            messages = reader.SequenceSet();
        }

        reader.End();
        return new(messages);
    }
}
