using System.Collections.Immutable;
using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Mailboxes;

// create = "CREATE" SP mailbox [SP "(" create-param *(SP create-param) ")"]                      RFC 9051 §9, RFC 4466 §2.2
// create-param = "USE" SP "(" [use-attr *(SP use-attr)] ")"                                      RFC 6154 §6
internal sealed record CreateCommand(string Mailbox, ImmutableArray<string> Uses) : IImapCommand<CreateCommand>
{
    public static CreateCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var mailbox = reader.Mailbox();
        var uses = ImmutableArray<string>.Empty;
        if (context.Offers("CREATE-SPECIAL-USE") && reader.TrySpace())
        {
            reader.Open();
            reader.Keyword("USE"u8);
            reader.Space();
            uses = [.. reader.FlagList()];
            reader.Close();
        }

        reader.End();
        return new(mailbox, uses);
    }
}
