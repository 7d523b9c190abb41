using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;
using Culver.Storage;

namespace Culver.Pop3.Commands;

/// <summary>
/// QUIT (RFC 1939 §4 and §6). In TRANSACTION it removes what was marked, in one commit. Whether that succeeds or not the maildrop is given back, and
/// before the reply is sent: a client that logs in again at once finds it free. However it ends, the connection is closed behind it.
/// </summary>
internal sealed class QuitHandler : IPop3Handler<NoArguments>
{
    public async ValueTask<CommandResult> HandleAsync(NoArguments command, Pop3Session session, CancellationToken cancellationToken)
    {
        session.IsEnding = true;
        if (session.Maildrop is not { } maildrop)
            return CommandResult.Last(Pop3Reply.Ok("Goodbye"));
        try
        {
            var removed = await maildrop.RemoveMarkedAsync(cancellationToken);
            if (removed > 0)
            {
                session.Environment.Metrics.Removed(removed);
                session.Environment.Log.Removed(session.Connection.Id, removed);
            }

            return CommandResult.Last(Pop3Reply.Ok("Goodbye"));
        }
        catch (StorageUnavailableException failure)
        {
            session.Environment.Log.StorageUnavailable(session.Connection.Id, "QUIT", failure);
            // RFC 1939 §6 has -ERR where some messages were not removed. Here it is none of them.
            return CommandResult.Last(Pop3Reply.Err(ResponseCode.SysTemp, "The deleted messages could not be removed; they are still there"));
        }
        finally
        {
            await session.CloseMaildropAsync();
        }
    }
}
