// The loop: read a line, dispatch it, reply. Rules upheld:
// - Replies go out in the order of their commands, and at once when a command must not wait or no whole line is left to read (RFC 2920 §3.2).
// - A line ends in CRLF and in nothing else (RFC 5321 §2.3.8); one that ends in a bare LF is answered with an error and never run.
// - The line's bytes are given back before its command runs, so that a handler reads on from what follows it.
using System.Buffers;
using System.IO.Pipelines;
using Culver.Connections;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp;

internal sealed class SmtpConnection(ClientConnection connection, SmtpEnvironment environment) : IAsyncDisposable
{
    private static readonly SmtpReply TooLong = new(500, 5, 2, "The command line is too long");
    private static readonly SmtpReply BareLineFeed = new(500, 5, 2, "Command lines end in CRLF, not in a bare LF");

    private readonly SmtpSession _session = new(connection, environment);
    // Whether we are inside a line that is too long, up to its end.
    private bool _skipping;
    // Whether a line has begun that has not ended.
    private bool _isWithinLine;

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    public async Task RunAsync(CancellationToken ending)
    {
        environment.Log.Connected(connection.Id, connection.RemoteEndPoint, connection.ListenerName);
        var kind = environment.Protocol == SmtpProtocol.Lmtp ? "LMTP" : "ESMTP";
        _session.Replies.Write(new SmtpReply(220, null, $"{environment.Options.HostName} {kind} Culver"));
        try
        {
            while (await NextAsync(ending))
            {
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            await PartAsync();
        }
    }

    /// <summary>Reads what there is and answers at most one line.</summary>
    private async ValueTask<bool> NextAsync(CancellationToken ending)
    {
        if (!connection.Input.TryRead(out var read))
        {
            // RFC 2920 §3.2 (7): nothing is left to read, so nothing is held back.
            if (!await FlushAsync(ending))
                return false;
            if (_isWithinLine)
                connection.SetArrivalTimeout(environment.Options.CommandTimeout);
            else
                connection.SetTimeout(environment.Options.CommandTimeout);
            read = await connection.Input.ReadAsync(ending);
        }

        if (read.IsCanceled)
            return false;
        if (read.Buffer.PositionOf((byte)'\n') is not { } lineFeed)
            return Incomplete(read);
        _isWithinLine = false;
        var line = read.Buffer.Slice(0, lineFeed);
        var behind = read.Buffer.GetPosition(1, lineFeed);
        if (_skipping)
        {
            _skipping = false;
            connection.Input.AdvanceTo(behind);
            return await AnswerAsync(null, TooLong, ending);
        }

        var (command, spec, refusal) = Read(line);
        connection.Input.AdvanceTo(behind);
        return command is null ? await AnswerAsync(spec, refusal!, ending) : await RunAsync(command, ending);
    }

    private bool Incomplete(ReadResult read)
    {
        if (read.IsCompleted)
        {
            // RFC 5321 §4.1.1.5: a client that goes without QUIT goes all the same.
            connection.Input.AdvanceTo(read.Buffer.End);
            return false;
        }

        _isWithinLine = true;
        // The end of a line may be cut in two, so its CR is counted with it.
        if (_skipping || read.Buffer.Length > environment.Options.MaxCommandLine + 1)
        {
            _skipping = true;
            connection.Input.AdvanceTo(read.Buffer.End);
        }
        else
        {
            connection.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        return true;
    }

    private (PreparedCommand? Command, CommandSpec? Spec, SmtpReply? Refusal) Read(in ReadOnlySequence<byte> line)
    {
        if (line.Length > environment.Options.MaxCommandLine + 1)
            return (null, null, TooLong);
        if (line.IsSingleSegment)
            return Read(line.FirstSpan);
        var copy = ArrayPool<byte>.Shared.Rent((int)line.Length);
        try
        {
            line.CopyTo(copy);
            return Read(copy.AsSpan(0, (int)line.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private (PreparedCommand? Command, CommandSpec? Spec, SmtpReply? Refusal) Read(ReadOnlySpan<byte> line) =>
        line.IsEmpty || line[^1] != (byte)'\r' ? (null, null, BareLineFeed) : SmtpDispatcher.Prepare(line[..^1], _session);

    private async ValueTask<bool> RunAsync(PreparedCommand command, CancellationToken ending)
    {
        var started = environment.Time.GetTimestamp();
        var result = await SmtpDispatcher.RunAsync(command, _session, ending);
        var elapsed = environment.Time.GetElapsedTime(started);
        environment.Metrics.Command(environment.Protocol, command.Spec.Name, result.Code, elapsed.TotalSeconds);
        environment.Log.Command(connection.Id, command.Spec.Name, result.Code, elapsed.TotalMilliseconds);
        if (result.Reply is { } reply)
            return !result.Close ? await AnswerAsync(command.Spec, reply, ending) : await LastAsync(reply, ending);
        return !result.Close;
    }

    /// <summary>Writes a reply, counts what is counted, and sends it if it must not wait.</summary>
    private async ValueTask<bool> AnswerAsync(CommandSpec? spec, SmtpReply reply, CancellationToken ending)
    {
        _session.Replies.Write(reply);
        if (Exhausted(spec, reply) is { } reason)
        {
            environment.Log.ClosedForMisuse(connection.Id, reason);
            environment.Metrics.Misused(environment.Protocol, reason);
            return await LastAsync(new SmtpReply(421, 7, 0, $"{environment.Options.HostName} {reason}, closing"), ending);
        }

        // RFC 5321 §3.8: no server closes a connection without a word.
        if (_session.Farewell is { } farewell)
            return await LastAsync(new SmtpReply(421, 7, 0, $"{environment.Options.HostName} {farewell}, closing"), ending);

        // RFC 2920 §3.2 (5), (6): replies to these, and to what is no command, are never held back.
        return (spec is not null && spec.Traits.HasFlag(CommandTraits.MayBuffer) && !_session.Replies.IsFull) || await FlushAsync(ending);
    }

    private string? Exhausted(CommandSpec? spec, SmtpReply reply)
    {
        var counters = _session.Counters;
        if (reply.Code is (>= 500 and <= 504) or 535 or 555)
            counters.Errors++;
        if (spec is not null && spec.Traits.HasFlag(CommandTraits.Idle))
            counters.Idle++;
        if (counters.Errors > environment.Options.MaxErrors)
            return "too many errors";
        if (counters.FailedLogins >= environment.FailuresPerConnection)
            return "too many failed logins";
        if (counters.RefusedRecipients > environment.Options.MaxRefusedRecipients)
            return "too many unknown recipients";
        return counters.Idle > environment.Options.MaxIdleCommands ? "too many commands without a message" : null;
    }

    private async ValueTask<bool> LastAsync(SmtpReply reply, CancellationToken ending)
    {
        _session.Replies.Write(reply);
        await FlushAsync(ending);
        return false;
    }

    private ValueTask<bool> FlushAsync(CancellationToken ending) => _session.Replies.FlushAsync(ending);

    /// <summary>The connection has to end for a reason outside the protocol: say so (RFC 5321 §3.8: 421), if someone may still hear it.</summary>
    private async ValueTask PartAsync()
    {
        environment.Log.Ended(connection.Id, connection.End.ToString());
        var host = environment.Options.HostName;
        SmtpReply? reply = connection.End switch
        {
            ConnectionEnd.TimedOut => new(421, 4, 2, $"{host} waited too long, closing"),
            ConnectionEnd.TooSlow => new(421, 4, 2, $"{host} received too slowly, closing"),
            ConnectionEnd.CrowdedOut => new(421, 4, 5, $"{host} has too many clients without a message, closing"),
            ConnectionEnd.ServerStopping => new(421, 3, 2, $"{host} is shutting down"),
            _ => null,
        };
        if (reply is not null)
            await LastAsync(reply, CancellationToken.None);
    }
}
