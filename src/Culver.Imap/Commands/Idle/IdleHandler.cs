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
        var connection = session.Connection;
        var writer = context.Writer;
        // The command is let go of before the long wait; the tag must outlive it.
        context.Tag = context.Tag.ToArray();
        await context.Framer.ReleaseAsync();
        // RFC 2177: a client that idles and says nothing may be logged out like any other.
        connection.SetTimeout(connection.IdleTimeout);
        var signal = new IdleSignal();
        using var watch = session.Account!.Watch(signal.Set);
        writer.ContinuationRequest("idling");
        await ChangeRenderer.TellAsync(session, writer, expunges: true, cancellationToken);
        // Before the client hears that it idles, so that the time runs from then.
        connection.SetAlarm(session.Options.IdleKeepAlive, signal.RingKeepAlive);
        await writer.FlushAsync(cancellationToken);
        // Not the whole line is waited for but its first octets: that is one wait instead of four, for as long as the client idles.
#pragma warning disable CA2012 // Its result is taken once, behind the loop, when it is there.
        var input = connection.Input.ReadAsync(cancellationToken).GetAwaiter();
#pragma warning restore CA2012
        input.UnsafeOnCompleted(signal.SetHere);
        try
        {
            while (true)
            {
                await signal.WaitAsync();
                if (signal.HasInput)
                    break;
                if (signal.TakeKeepAlive())
                {
                    // What lies between forgets silent connections; RFC 9051 §7.1 allows an untagged OK at any time.
                    writer.Status(ResponseStatus.Ok, null, "Still here");
                    connection.SetAlarm(session.Options.IdleKeepAlive, signal.RingKeepAlive);
                }

                await ChangeRenderer.TellAsync(session, writer, expunges: true, cancellationToken);
                await writer.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            connection.ClearAlarm();
            // The input belongs to whoever comes next: no read of ours may be left on it.
            if (!signal.HasInput)
                connection.Input.CancelPendingRead();
            // Not asked of the read itself: it may be over, and we not yet told of it, and the next read must not be told of this one.
            while (!signal.HasInput)
                await signal.WaitAsync();
            connection.Input.AdvanceTo(input.GetResult().Buffer.Start);
        }

        switch (await context.Framer.ReadLineAsync(cancellationToken))
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
