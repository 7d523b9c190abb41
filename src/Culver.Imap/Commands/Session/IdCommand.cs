using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Session;

// id = "ID" SP id_param_list; id_param_list = "(" #(string SPACE nstring) ")" / nil              RFC 2971 §4
internal sealed record IdCommand : IImapCommand<IdCommand>
{
    private static readonly IdCommand Instance = new();

    public static IdCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        // Who the client says it is is read and not believed: nothing here depends on it.
        if (!reader.TryNil())
        {
            reader.Open();
            var isFirst = true;
            while (!reader.TryClose())
            {
                if (!isFirst)
                    reader.Space();
                isFirst = false;
                reader.StringBytes();
                reader.Space();
                reader.NStringBytes(out _);
            }
        }

        reader.End();
        return Instance;
    }
}
