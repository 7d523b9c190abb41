using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Select;

// select = "SELECT" SP mailbox [select-params]                                                   RFC 9051 §9
// select-params = SP "(" select-param *(SP select-param) ")"                                     RFC 4466 §2.1
// select-param = "CONDSTORE" / "QRESYNC" SP "(" … ")"                                            RFC 7162 §7
internal sealed record SelectCommand(string Mailbox, bool Condstore, QresyncParameter? Qresync) : IImapCommand<SelectCommand>
{
    public static SelectCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var mailbox = reader.Mailbox();
        var condstore = false;
        QresyncParameter? qresync = null;
        if (reader.TrySpace())
        {
            reader.Open();
            do
            {
                if (context.Offers("CONDSTORE") && reader.TryKeyword("CONDSTORE"u8))
                {
                    condstore = true;
                }
                else if (context.Offers("QRESYNC") && reader.TryKeyword("QRESYNC"u8))
                {
                    reader.Space();
                    qresync = QresyncParameter.Parse(ref reader);
                }
                else
                {
                    throw reader.Expected("CONDSTORE or QRESYNC");
                }
            }
            while (reader.TrySpace());
            reader.Close();
        }

        reader.End();
        return new(mailbox, condstore, qresync);
    }
}
