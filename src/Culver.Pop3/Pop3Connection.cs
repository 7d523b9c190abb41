// The loop: read a line, dispatch it, respond. Rules upheld:
// - Every command is answered exactly once, in the order commands came (RFC 2449 §6.6).
// - Only QUIT enters UPDATE: a session that ends in any other way removes nothing (RFC 1939 §6).
// - However a session ends, its maildrop's lock is given back.
using System.Text;
using Culver.Connections;
using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;
using Culver.Pop3.Wire;

namespace Culver.Pop3;

internal sealed class Pop3Connection(ClientConnection connection, Pop3Environment environment) : IAsyncDisposable
{
    private readonly Pop3Session _session = new(connection, environment);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            // RFC 1939 §7: a timestamp in angle brackets says that APOP is there.
            var greeting = environment.Options.Greeting;
            _session.Writer.Status(Pop3Reply.Ok(environment.OffersApop ? $"{greeting} {Encoding.ASCII.GetString(_session.Timestamp)}" : greeting));
            while (await NextAsync(ending))
            {
            }

            await _session.Writer.FlushAsync(ending);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            await PartAsync();
        }
        catch (PeerGoneException)
        {
            environment.Log.ClientGone(connection.Id);
        }
    }

    /// <summary>Takes one command. False when there will be no more.</summary>
    private async ValueTask<bool> NextAsync(CancellationToken ending)
    {
        switch (await _session.Lines.ReadAsync(_session.Patience, ending))
        {
            case LineOutcome.Line:
                break;
            case LineOutcome.TooLong:
                return Refuse(Pop3Reply.Err("The command line is too long"));
            default:
                return false;
        }

        var (command, spec, refusal) = Pop3Dispatcher.Prepare(_session.Lines.Line.Span, _session);
        if (command is null)
        {
            environment.Log.Command(connection.Id, spec?.Name ?? "unknown", isOk: false);
            return Refuse(refusal!);
        }

        return await RunAsync(command, ending);
    }

    private async ValueTask<bool> RunAsync(PreparedCommand command, CancellationToken ending)
    {
        var started = environment.Time.GetTimestamp();
        var result = await Pop3Dispatcher.RunAsync(command, _session, ending);
        environment.Metrics.Command(command.Spec.Name, result.IsOk, environment.Time.GetElapsedTime(started));
        environment.Log.Command(connection.Id, command.Spec.Name, result.IsOk);
        if (result.Reply is { } reply)
            _session.Writer.Status(reply);
        if (result.IsOk)
            _session.BadCommands = 0;
        if (result.Close || _session.IsEnding)
            return false;
        if (_session.FailedLogins >= environment.FailuresPerConnection)
            return CloseForMisuse("too many failed logins");
        await _session.Writer.FlushAboveAsync(ending);
        return true;
    }

    /// <summary>A client that only writes nonsense is no mail client. Before login the patience is short.</summary>
    private bool Refuse(Pop3Reply refusal)
    {
        _session.Writer.Status(refusal);
        var options = environment.Options;
        if (++_session.BadCommands < (_session.Maildrop is null ? options.MaxBadCommandsBeforeLogin : options.MaxBadCommands))
            return true;
        return CloseForMisuse("too many bad commands");
    }

    private bool CloseForMisuse(string reason)
    {
        environment.Log.ClosedForMisuse(connection.Id);
        environment.Metrics.Misused(reason);
        return false;
    }

    /// <summary>The connection has to end for a reason outside the protocol.</summary>
    private async ValueTask PartAsync()
    {
        environment.Log.Ended(connection.Id, connection.End.ToString());
        // RFC 1939 §3: an idle client's connection is closed without a word. One that is cut off by a stop may know that it can come again.
        if (connection.End != ConnectionEnd.ServerStopping || _session.Writer.IsWithinResponse)
            return;
        try
        {
            _session.Writer.Status(Pop3Reply.Err(ResponseCode.SysTemp, "The server is shutting down"));
            await _session.Writer.FlushAsync(CancellationToken.None);
        }
        catch (Exception gone) when (gone is PeerGoneException or IOException or InvalidOperationException)
        {
            environment.Log.ClientGone(connection.Id);
        }
    }
}
