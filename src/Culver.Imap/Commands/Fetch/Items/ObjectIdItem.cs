using Culver.Imap.Wire;
using Culver.Mime;
using Culver.Storage;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>EMAILID and THREADID (RFC 8474 §5.1 and §5.2): one form, two ids.</summary>
internal sealed class ObjectIdItem(string name, Func<MessageBatch.Entry, string> id) : ImmediateItem
{
    public static ObjectIdItem Email { get; } = new("EMAILID", static ids => ids.EmailId.ToString());

    public static ObjectIdItem Thread { get; } = new("THREADID", static ids => ids.ThreadId.ToString());

    public override FetchNeeds Needs => FetchNeeds.Ids;

    public override void Write(FetchedMessage message, DigestView digest, ImapWriter writer)
    {
        writer.Atom(name);
        writer.Space();
        writer.Open();
        writer.Atom(id(message.Ids));
        writer.Close();
    }
}
