using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Idle;

/// <summary>
/// IDLE (RFC 9051 §6.3.13, RFC 2177). Waits for either the client's line or the account's change, whichever comes first; tells what
/// is new at once. While it waits nothing is held but the session itself.
/// </summary>
internal sealed class IdleHandler : ICommandHandler<NoArguments>
{
    public async ValueTask<CommandResult> HandleAsync(NoArguments command, CommandContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var writer = context.Writer;
        // The framer lets go of the command when the next line is read; the tag must outlive it.
        context.Tag = context.Tag.ToArray();
        // RFC 2177: a client that idles and says nothing may be logged out like any other.
        session.Connection.SetTimeout(session.Connection.IdleTimeout);
        var signal = new IdleSignal();
        using var watch = session.Account!.Watch(signal.Set);
        writer.ContinuationRequest("idling");
        await ChangeRenderer.TellAsync(session, writer, expunges: true, cancellationToken);
        // Before the client hears that it idles, so that the time runs from then.
        session.Connection.SetAlarm(session.Options.IdleKeepAlive, signal.RingKeepAlive);
        await writer.FlushAsync(cancellationToken);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var line = context.Framer.ReadLineAsync(reading.Token).AsTask();
        try
        {
            while (true)
            {
                var woken = signal.WaitAsync(cancellationToken);
                await Task.WhenAny(line, woken);
                if (line.IsCompleted)
                    break;
                await woken;
                if (signal.TakeKeepAlive())
                {
                    // What lies between forgets silent connections; RFC 9051 §7.1 allows an untagged OK at any time.
                    writer.Status(ResponseStatus.Ok, null, "Still here");
                    session.Connection.SetAlarm(session.Options.IdleKeepAlive, signal.RingKeepAlive);
                }

                await ChangeRenderer.TellAsync(session, writer, expunges: true, cancellationToken);
                await writer.FlushAsync(cancellationToken);
            }
        }
        catch
        {
            // The input belongs to whoever comes next: no read of ours may be left on it.
            await reading.CancelAsync();
            await Task.WhenAny(line);
            throw;
        }
        finally
        {
            session.Connection.ClearAlarm();
            // The last wait is over too: left behind, each IDLE would cost the connection one to its end.
            signal.Set();
        }

        switch (await line)
        {
            case FrameOutcome.Command when System.Text.Ascii.EqualsIgnoreCase(context.Framer.Command.Bytes.Span, "DONE"u8):
                return CommandResult.Ok("IDLE terminated");
            case FrameOutcome.Command or FrameOutcome.Refused:
                return CommandResult.Bad("Expected DONE");
            default:
                session.IsEnding = true;
                return CommandResult.Ok("IDLE terminated");
        }
    }
}
