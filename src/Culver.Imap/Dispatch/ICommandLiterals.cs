using Culver.Imap.Session;
using Culver.Imap.Wire;

namespace Culver.Imap.Dispatch;

/// <summary>Decides what becomes of the literals of one command: asked before the <c>+</c> of each.</summary>
internal interface ICommandLiterals
{
    ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, ImapSession session, CancellationToken cancellationToken);
}
