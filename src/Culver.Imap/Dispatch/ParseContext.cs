using Culver.Imap.Session;

namespace Culver.Imap.Dispatch;

/// <summary>What a grammar may lean on beside the bytes.</summary>
/// <param name="ByUid">Whether this is the UID form of the command.</param>
/// <param name="Registry">Where extensions put their items.</param>
/// <param name="Session">Whose command it is. A grammar asks what it has enabled and what it is offered, and changes nothing.</param>
internal readonly record struct ParseContext(bool ByUid, ImapRegistry Registry, ImapSession Session)
{
    /// <summary>Whether what comes with a capability is in the grammar: not where it is switched off.</summary>
    public bool Offers(string capability) => Session.Offers(capability);
}
