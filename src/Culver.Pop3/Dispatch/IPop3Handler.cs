using Culver.Pop3.Session;

namespace Culver.Pop3.Dispatch;

/// <summary>Does what a command asks. Knows nothing of its syntax.</summary>
internal interface IPop3Handler<in TCommand>
{
    ValueTask<CommandResult> HandleAsync(TCommand command, Pop3Session session, CancellationToken cancellationToken);
}
