// From a line to a result. Rules upheld: what is no command, comes in the wrong state or does not follow the grammar is answered by -ERR
// and does nothing (RFC 1939 §3); the one try/catch of a command is here; a failure of ours costs one reply and one log line, unless a
// multi-line response had begun: then only cutting the connection keeps the client from taking half of it for the whole.
using Culver.Pop3.Session;
using Culver.Pop3.Wire;
using Culver.Storage;

namespace Culver.Pop3.Dispatch;

internal static class Pop3Dispatcher
{
    /// <summary>Reads a command line, its line end taken off.</summary>
    /// <returns>The command, or the reply that refuses it together with the command it was for, where one was recognised.</returns>
    public static (PreparedCommand? Command, CommandSpec? Spec, Pop3Reply? Refusal) Prepare(ReadOnlySpan<byte> line, Pop3Session session)
    {
        var reader = new Pop3Reader(line);
        if (session.Environment.Registry.Find(reader.Keyword()) is not { } spec)
            return (null, null, Pop3Reply.Err("There is no such command here"));
        if ((spec.States & session.State) == SessionStates.None)
            return (null, spec, Pop3Reply.Err(session.State == SessionStates.Authorization ? "Log in first" : "You are logged in already"));
        try
        {
            return (spec.Prepare(ref reader), spec, null);
        }
        catch (Pop3SyntaxException syntax)
        {
            return (null, spec, Pop3Reply.Err(syntax.Message));
        }
    }

    public static async ValueTask<CommandResult> RunAsync(PreparedCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        var log = session.Environment.Log;
        try
        {
            return await command.RunAsync(session, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            log.StorageUnavailable(session.Connection.Id, command.Spec.Name, failure);
            BreakOffWithin(session);
            // RFC 3206 §4: likely to pass by itself.
            return Pop3Reply.Err(ResponseCode.SysTemp, "The mail store cannot do this right now");
        }
        catch (AccountGoneException)
        {
            BreakOffWithin(session);
            return CommandResult.Last(Pop3Reply.Err(ResponseCode.SysPerm, "This account was removed"));
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or PeerGoneException))
        {
            log.CommandFailed(session.Connection.Id, command.Spec.Name, failure);
            BreakOffWithin(session);
            return Pop3Reply.Err(ResponseCode.SysPerm, "Something is wrong in the server; it was written down");
        }
    }

    private static void BreakOffWithin(Pop3Session session)
    {
        if (!session.Writer.IsWithinResponse)
            return;
        session.Connection.Abort();
        throw new PeerGoneException();
    }
}
