using Culver.Connections;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap;

/// <summary>
/// One client: read a command, carry it out, tell what changed, reply. It knows no command by name; what differs between commands is in
/// their traits. Rules upheld here:
/// a command is answered exactly once, in the order commands came; changes are told before the tagged line and never an EXPUNGE
/// while numbers are in use (RFC 9051 §7.5.1); the three kinds of failure are told apart (nonsense is BAD, may-not is NO, our own
/// fault is NO [SERVERBUG], logged once); output is flushed when there is nothing more to do, so that pipelined commands share a packet.
/// </summary>
internal sealed class ImapConnection(ClientConnection connection, ImapServices services)
{
    private const int FlushThreshold = 32 * 1024;

    /// <summary>How long one client's commands are carried out before those of others that wait.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(2);

    private long _turn;

    // Commands carried out together at most.
    private const int MostJoined = 256;

    // Set when a command was read that could not join those before it: it is the next one.
    private bool _isAhead;

    // Set when more had come behind the command that was read last: it is there, and perhaps whole.
    private bool _isFollowed;

    private ImapOptions Options => services.Options;

    public async Task RunAsync(CancellationToken ending)
    {
        await using var session = new ImapSession(connection, Options);
        var writer = new ImapWriter(connection.Output);
        var gate = new LiteralGate(session, services.Registry, Options);
        var framer = new CommandFramer(connection.Input, writer, gate, gate.LimitsBeforeLogin);
        gate.Framer = framer;
        var context = new CommandContext(session, writer, framer);
        try
        {
            writer.Status(ResponseStatus.Ok, ResponseCode.Capability(services.Registry.Capabilities(session)), Options.Greeting);
            await writer.FlushAsync(ending);
            while (!session.IsEnding)
            {
                // Before login the time runs from the greeting, whatever else is said; afterwards from each command.
                if (session.Account is not null)
                {
                    framer.Limits = gate.LimitsAfterLogin;
                    framer.Arriving ??= connection.SetArrivalTimeout;
                    connection.SetTimeout(connection.IdleTimeout);
                }

                if (_isAhead || _isFollowed || framer.HasMore())
                {
                    await TakeTurnAsync();
                }
                else
                {
                    // Waited for here and no deeper: an idle session is this method and no other, and what arrives is carried out where it is found.
                    if (writer.Unflushed > 0)
                        await writer.FlushAsync(ending);
                    framer.Begin(await connection.Input.ReadAsync(ending));
                    // Whoever had to be waited for has let others in: a client that sends one command at a time never queues up behind those that send many.
                    _turn = services.Time.GetTimestamp();
                }

                if (!await NextAsync(context, ending))
                    break;
            }

            await writer.FlushAsync(ending);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            await SayByeAsync(writer);
        }
        catch (PeerGoneException)
        {
            services.Log.ClientGone(connection.Id);
        }
        finally
        {
            await framer.ReleaseAsync();
        }
    }

    /// <summary>Takes one command. False when there will be no more.</summary>
    private async ValueTask<bool> NextAsync(CommandContext context, CancellationToken ending)
    {
        var outcome = _isAhead ? FrameOutcome.Command : await context.Framer.ReadAsync(ending);
        _isFollowed = false;
        _isAhead = false;
        switch (outcome)
        {
            case FrameOutcome.Command:
                // What a command takes is the server's affair, and how slowly its answer is read that of WriteTimeout.
                if (context.Session.Account is not null)
                    connection.ClearTimeout();
                await CarryOutAsync(context, joined: null, ending);
                if (!_isAhead)
                {
                    _isFollowed = context.Framer.IsFollowed;
                    await context.Framer.ReleaseAsync();
                }

                await context.Writer.FlushAboveAsync(FlushThreshold, ending);
                return true;
            case FrameOutcome.Refused:
                if (context.Framer.RefusedFor is { } limit)
                    services.Metrics.Limit(limit);
                // A literal refused with NO is a sensible command that cannot be done.
                return context.Framer.RefusedAs != ResponseStatus.Bad || await CountBadAsync(context, ending);
            case FrameOutcome.Close:
                services.Metrics.Limit(Limits.Discard);
                return false;
            default:
                return false;
        }
    }

    /// <summary>
    /// Lets others in: whoever sends commands faster than they can be carried out would otherwise keep its thread for as long as it likes,
    /// and a few of them all the threads there are.
    /// </summary>
    private async ValueTask TakeTurnAsync()
    {
        var now = services.Time.GetTimestamp();
        if (services.Time.GetElapsedTime(_turn, now) < Turn)
            return;
        await Task.Yield();
        _turn = services.Time.GetTimestamp();
    }

    /// <summary>Carries out the command that was read and those that join it, or answers one of the joined.</summary>
    private async ValueTask CarryOutAsync(CommandContext context, JoinedCommand? joined, CancellationToken ending)
    {
        var text = joined is null ? context.Framer.Command : default;
        context.Tag = joined is null ? text.Tag : joined.Tag;
        var started = joined?.Started ?? services.Time.GetTimestamp();
        var spec = joined?.Spec;
        List<JoinedCommand>? behind = null;
        CommandResult result;
        try
        {
            var command = joined is null ? ReadCommand(context, text, out spec) : null;
            if (joined is not null)
            {
                result = await EndAsync(joined, context, ending);
            }
            else if (command is null)
            {
                result = CommandResult.Bad(spec is null ? "Unknown command" : StateText(spec.States));
                spec = null;
            }
            else if (spec!.HasRounds && context.Framer.IsFollowed && spec.Round(context) is var round && await round.TryBeginAsync(command, ending))
            {
                var first = new JoinedCommand(spec, round, Index: 0, text.Tag.ToArray(), started);
                context.Tag = first.Tag;
                behind = await JoinAsync(first, context, ending);
                result = await EndAsync(first, context, ending);
            }
            else
            {
                result = await RunAsync(spec, command, context, ending);
            }
        }
        catch (ImapSyntaxException nonsense)
        {
            // Parsing failed, or numbers named no message: nothing was done.
            result = CommandResult.Bad(char.ToUpperInvariant(nonsense.Message[0]) + nonsense.Message[1..]);
            if (nonsense.Limit is { } limit)
                services.Metrics.Limit(limit);
        }
        catch (StorageUnavailableException failure)
        {
            services.Log.StorageUnavailable(connection.Id, spec?.Name ?? "", failure);
            BreakOffWithinLine(context.Writer);
            // RFC 5530 §3: the client may try again later; nothing was half done.
            result = CommandResult.No(ResponseCode.Unavailable, "The mail store cannot do this right now");
        }
        catch (AccountGoneException)
        {
            BreakOffWithinLine(context.Writer);
            if (!context.Session.IsEnding)
                context.Writer.Status(ResponseStatus.Bye, ResponseCode.Unavailable, "This account was removed");
            context.Session.IsEnding = true;
            result = CommandResult.No(ResponseCode.Unavailable, "This account was removed");
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or PeerGoneException))
        {
            services.Log.CommandFailed(connection.Id, spec?.Name ?? "", failure);
            BreakOffWithinLine(context.Writer);
            result = CommandResult.No(ResponseCode.ServerBug, "Something is wrong in the server; it was written down");
        }

        if (!result.IsAnswered)
            context.Writer.Tagged(context.Tag.Span, result.Status, result.Code, result.Text);
        services.Metrics.Command(spec?.Name ?? "unknown", result.Status, services.Time.GetElapsedTime(started));
        services.Log.Command(connection.Id, spec?.Name ?? "unknown", result.Status);
        if (result.Code is { } code && (code == ResponseCode.Limit || code == ResponseCode.TooBig || code == ResponseCode.OverQuota))
            services.Metrics.Limit(Limits.Answered);
        if (context.Session.FailedLogins >= services.FailuresPerConnection && !context.Session.IsEnding)
            TellTooManyFailures(context);
        else if (context.Session.Farewell is { } farewell && !context.Session.IsEnding)
            Part(context, farewell);
        if (result.Status == ResponseStatus.Bad)
            await CountBadAsync(context, ending);
        else
            context.Session.BadCommands = 0;
        if (behind is null)
            return;
        foreach (var next in behind)
        {
            await CarryOutAsync(context, next, ending);
            await context.Writer.FlushAboveAsync(FlushThreshold, ending);
        }
    }

    /// <summary>
    /// Begins the commands that stand whole behind the first of a round, as far as they join it. RFC 9051 §5.5: only such join of which the outcome is the same
    /// as if each had waited for the one before.
    /// </summary>
    private async ValueTask<List<JoinedCommand>> JoinAsync(JoinedCommand first, CommandContext context, CancellationToken ending)
    {
        var behind = new List<JoinedCommand>();
        while (behind.Count < MostJoined - 1 && context.Framer.TryReadNext())
        {
            var started = services.Time.GetTimestamp();
            if (await TryJoinAsync(first.Round, context, ending) is not { } spec)
            {
                _isAhead = true;
                break;
            }

            behind.Add(new(spec, first.Round, behind.Count + 1, context.Framer.Command.Tag.ToArray(), started));
        }

        (behind.Count > 0 ? behind[^1] : first).IsLast = true;
        return behind;
    }

    /// <summary>Begins the command just read as one of a round; null where it must wait for its turn, in which it is read again.</summary>
    private async ValueTask<CommandSpec?> TryJoinAsync(ICommandRound round, CommandContext context, CancellationToken ending)
    {
        try
        {
            return ReadCommand(context, context.Framer.Command, out var spec) is { } command && spec!.HasRounds && await round.TryBeginAsync(command, ending) ? spec : null;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or PeerGoneException))
        {
            // Nothing of it was begun: in its turn it fails again, and is answered.
            return null;
        }
    }

    private static async ValueTask<CommandResult> EndAsync(JoinedCommand joined, CommandContext context, CancellationToken ending)
    {
        var result = await joined.Round.EndAsync(joined.Index, ending);
        if (joined.IsLast)
            await ChangeRenderer.TellAsync(context.Session, context.Writer, expunges: !joined.Spec.Has(CommandTraits.HoldsExpunges), ending);
        return result;
    }

    /// <summary>
    /// A response may be half written, perhaps within a literal: whoever reads on would take our next words for its rest, and a client
    /// that is cut off asks again.
    /// </summary>
    private void BreakOffWithinLine(ImapWriter writer)
    {
        if (!writer.IsInLiteral && !writer.IsWithinLine)
            return;
        connection.Abort();
        throw new PeerGoneException();
    }

    /// <summary>
    /// Finds the command and reads its arguments. Null, with <paramref name="spec"/> null, when there is no such command; null with a
    /// spec when it is not legal in this state.
    /// </summary>
    private object? ReadCommand(CommandContext context, CommandText text, out CommandSpec? spec)
    {
        var session = context.Session;
        var reader = new ImapReader(text, session.WireMode) { KnowsSaved = session.Offers("SEARCHRES"), MostRanges = Options.MaxSetRanges };
        spec = null;
        if (text.Tag.IsEmpty)
            throw reader.Expected("a tag, a space and a command");
        reader.Tag();
        reader.Space();
        var name = reader.WordBytes("a command");
        var byUid = System.Text.Ascii.EqualsIgnoreCase(name, "UID"u8);
        if (byUid)
        {
            reader.Space();
            name = reader.WordBytes("a command after UID");
        }

        spec = services.Registry.Find(name, byUid, session);
        if (spec is null)
            return null;
        reader.After(System.Text.Encoding.ASCII.GetBytes(spec.Name));
        if ((spec.States & session.State) == SessionStates.None)
            return null;
        return spec.Parse(ref reader, services.Registry, session);
    }

    private static async ValueTask<CommandResult> RunAsync(CommandSpec spec, object command, CommandContext context, CancellationToken ending)
    {
        var session = context.Session;
        var wasAware = session.Has(ImapFeatures.Condstore);
        var result = await spec.RunAsync(command, context, ending);
        if (!spec.Has(CommandTraits.ChangesSelection) && !spec.Has(CommandTraits.TellsChangesItself) && !session.IsEnding)
            await ChangeRenderer.TellAsync(session, context.Writer, expunges: !spec.Has(CommandTraits.HoldsExpunges), ending);
        // RFC 7162 §3.1: the first command that makes the client CONDSTORE-aware tells where the selected mailbox stands. SELECT told it.
        if (!wasAware && session.Has(ImapFeatures.Condstore) && !spec.Has(CommandTraits.ChangesSelection) && session.Selected is { } selected)
            context.Writer.Status(ResponseStatus.Ok, ResponseCode.Numbered("HIGHESTMODSEQ", selected.View.Told.HighestModSeq.Value), "Highest mod-sequence");
        return result;
    }

    private static string StateText(SessionStates states) => states switch
    {
        SessionStates.NotAuthenticated => "Already logged in",
        SessionStates.Selected => "Select a mailbox first",
        _ => "Log in first",
    };

    /// <summary>A client that only writes nonsense is not a mail client. Before login the patience is short.</summary>
    private async ValueTask<bool> CountBadAsync(CommandContext context, CancellationToken ending)
    {
        var session = context.Session;
        var limit = session.Account is null ? Options.MaxBadCommandsBeforeLogin : Options.MaxBadCommands;
        if (++session.BadCommands < limit)
            return true;
        session.IsEnding = true;
        services.Metrics.Limit(Limits.BadCommands);
        context.Writer.Status(ResponseStatus.Bye, null, "Too many commands that make no sense");
        await context.Writer.FlushAsync(ending);
        return false;
    }

    private void TellTooManyFailures(CommandContext context)
    {
        services.Metrics.Limit(Limits.FailedLogins);
        Part(context, "Too many failed logins");
    }

    private static void Part(CommandContext context, string reason)
    {
        context.Session.IsEnding = true;
        context.Writer.Status(ResponseStatus.Bye, null, reason);
    }

    private async ValueTask SayByeAsync(ImapWriter writer)
    {
        if (writer.IsInLiteral)
            return;
        var (code, text) = connection.End switch
        {
            ConnectionEnd.TimedOut => (null, "Nothing was heard for too long"),
            ConnectionEnd.TooSlow => (null, "The command came too slowly"),
            ConnectionEnd.CrowdedOut => (ResponseCode.Limit, "Too many clients have not logged in; this one waited longest"),
            ConnectionEnd.ServerStopping => (ResponseCode.Unavailable, "The server is shutting down"),
            _ => ((ResponseCode?)null, ""),
        };
        if (text.Length == 0)
            return;
        try
        {
            writer.Status(ResponseStatus.Bye, code, text);
            await writer.FlushAsync(CancellationToken.None);
        }
        catch (Exception gone) when (gone is PeerGoneException or IOException or InvalidOperationException)
        {
            services.Log.ClientGone(connection.Id);
        }
    }
}
