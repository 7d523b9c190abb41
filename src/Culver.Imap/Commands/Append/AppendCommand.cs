using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Append;

// append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP (literal / literal8)             RFC 9051 §9, RFC 3516 §7
// append-data =/ "UTF8" SP "(" literal8 ")"                                                      RFC 6855 §4; RFC 9755 App. B.1 dropped it
internal sealed record AppendCommand(string Mailbox, string[] Flags, DateTimeOffset? Date, StagedMessage Message, bool IsUtf8)
    : IImapCommand<AppendCommand>
{
    public static AppendCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var mailbox = reader.Mailbox();
        reader.Space();
        string[] flags = [];
        DateTimeOffset? date = null;
        if (reader.Peek == '(')
        {
            flags = reader.FlagList();
            reader.Space();
        }

        if (reader.Peek == '"')
        {
            date = reader.DateTime();
            reader.Space();
        }

        var isUtf8 = context.Offers("UTF8=ACCEPT") && reader.TryKeyword("UTF8"u8);
        if (isUtf8)
        {
            reader.Space();
            reader.Open();
        }

        var literal = isUtf8 ? reader.Literal8() : context.Offers("BINARY") ? reader.AnyLiteral() : reader.Literal();
        if (literal.Staged is null)
            throw reader.Expected("a message");
        if (isUtf8)
            reader.Close();
        reader.End();
        // Only now the message is ours: until the whole command is good, the framer throws it away.
        return new(mailbox, flags, date, (StagedMessage)literal.Staged.Take(), isUtf8);
    }
}
