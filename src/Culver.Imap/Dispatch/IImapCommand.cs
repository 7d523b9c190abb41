using Culver.Imap.Wire;

namespace Culver.Imap.Dispatch;

/// <summary>A whole request, typed: grammar only, no behaviour.</summary>
internal interface IImapCommand<TSelf>
    where TSelf : class, IImapCommand<TSelf>
{
    /// <summary>Reads everything behind the command's name, to the end of the line.</summary>
    /// <exception cref="ImapSyntaxException">It is not what the grammar says.</exception>
    static abstract TSelf Parse(ref ImapReader reader, ParseContext context);
}
