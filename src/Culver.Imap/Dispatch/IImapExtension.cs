using Culver.Imap.Session;

namespace Culver.Imap.Dispatch;

/// <summary>A set of commands and items, with the capabilities that announce them. The base protocol is the first.</summary>
internal interface IImapExtension
{
    /// <summary>What is announced to a session in its present state.</summary>
    IEnumerable<string> Capabilities(ImapSession session);

    /// <summary>Puts commands and items in their places.</summary>
    void Register(ImapRegistryBuilder imap);
}
