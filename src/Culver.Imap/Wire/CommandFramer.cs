// Over 500 lines: gathering, literals and letting go share the place in the input at every step; in several files
// nobody could see that it is kept.
using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Culver.Imap.Wire;

/// <summary>
/// Gathers one whole command, a line with its literals, before any grammar is read.
///
/// Rules upheld here. While it waits for a command it holds no buffer and has flushed what was written, so pipelined
/// commands are answered in one flush. A line that is there in one piece is handed out in place. At each literal the gate
/// decides before the "+" is sent (RFC 9051 §4.3). What follows a refused non-synchronizing literal belongs to it and is
/// never read as a command (RFC 7888 §4). A command that ends early leaves nothing behind: its sinks are aborted.
/// Waiting is pooled: a command that has to be waited for allocates no more than one that is there.
/// Limits of size are stated in <see cref="FramerLimits"/>. Whatever fails inside, the connection cannot go on: the
/// place in the input is lost.
/// </summary>
internal sealed class CommandFramer(PipeReader input, ImapWriter output, ILiteralGate gate, FramerLimits limits)
{
    // RFC 7888 §5.
    private const int LongestLiteralMinus = 4096;

    // Set while Command points into the input; where the input goes on when it is let go.
    private SequencePosition behindHeld;
    private bool isHeld;
    private bool isFollowed;

    // Set while a command of several pieces is gathered or handed out; rented.
    private byte[]? gathered;
    private int length;
    private List<StagedLiteral>? staged;

    /// <summary>The limits; they may change between commands, as after login.</summary>
    public FramerLimits Limits { get; set; } = limits;

    /// <summary>The command that was gathered last. Valid until <see cref="ReleaseAsync"/> or the next read.</summary>
    public CommandText Command { get; private set; }

    /// <summary>Waits for the next command. Flushes the output before it waits.</summary>
    /// <exception cref="PeerGoneException">The client reads no more.</exception>
    public ValueTask<FrameOutcome> ReadAsync(CancellationToken cancellationToken)
    {
        if (staged is not null)
        {
            return ReleaseAndGatherAsync(cancellationToken);
        }

        LetGo();
        if (input.TryRead(out var result))
        {
            ThrowIfCanceled(result);
            if (TryHold(result.Buffer, withLiterals: true))
            {
                return new(FrameOutcome.Command);
            }

            input.AdvanceTo(result.Buffer.Start);
        }

        return GatherAsync(cancellationToken);
    }

    /// <summary>Lets go of the last command, and says whether something has come of the next. Where nothing has, <see cref="Begin"/> takes the read that waited for it.</summary>
    public bool HasMore()
    {
        if (staged is not null)
        {
            return true;
        }

        LetGo();
        if (!input.TryRead(out var result))
        {
            return false;
        }

        Begin(result);
        return true;
    }

    /// <summary>Notes what was read of the next command by who waited for it; <see cref="ReadAsync"/> reads it again.</summary>
    public void Begin(ReadResult result)
    {
        ThrowIfCanceled(result);
        input.AdvanceTo(result.Buffer.Start);
    }

    /// <summary>Called whenever a part of a command has come and the rest is waited for; the way to bound how long that may take.</summary>
    public Action? Arriving { get; set; }

    /// <summary>The limit that the command which <see cref="ReadAsync"/> refused went beyond: one of <see cref="Limits"/>. Null when it was refused for another reason.</summary>
    public string? RefusedFor { get; private set; }

    /// <summary>Whether more had come behind the command when it was read: it may be one of several in the pipe.</summary>
    public bool IsFollowed => isHeld && isFollowed;

    /// <summary>
    /// Takes the next command where it stands whole in the input, on one line: nothing is waited for, asked or answered. Lets go of the command before
    /// it, whichever way it ends.
    /// </summary>
    public bool TryReadNext()
    {
        if (!IsFollowed || staged is not null)
        {
            return false;
        }

        LetGo();
        if (!input.TryRead(out var result))
        {
            return false;
        }

        ThrowIfCanceled(result);
        if (TryHold(result.Buffer, withLiterals: true))
        {
            return true;
        }

        input.AdvanceTo(result.Buffer.Start);
        return false;
    }

    /// <summary>How the last command was answered that <see cref="ReadAsync"/> refused.</summary>
    public ResponseStatus RefusedAs { get; private set; }

    /// <summary>
    /// Waits for a line inside a command: "DONE" of IDLE, an answer of AUTHENTICATE. Literals mean nothing in it. Does not
    /// flush, so that another may write meanwhile. <see cref="FrameOutcome.Refused"/> says that a line was too long and was
    /// thrown away; nothing was answered.
    /// </summary>
    public async ValueTask<FrameOutcome> ReadLineAsync(CancellationToken cancellationToken)
    {
        await ReleaseAsync();
        var outcome = await LineAsync(withLiterals: false, cancellationToken);
        if (outcome == FrameOutcome.Refused)
        {
            LetGo();
            return await SkipLineAsync(Limits.Discard, new byte[LiteralHeader.Longest], flush: false, cancellationToken) switch
            {
                { Found: true } => FrameOutcome.Refused,
                { AtEnd: true } => FrameOutcome.EndOfInput,
                _ => FrameOutcome.Close,
            };
        }

        if (outcome == FrameOutcome.Command && !isHeld)
        {
            Command = new(gathered.AsMemory(0, WithoutLineEnd(gathered.AsSpan(0, length)).Length));
        }

        return outcome;
    }

    /// <summary>
    /// Lets go of the command and of what it holds, before another reads from the input (STARTTLS, AUTHENTICATE, IDLE) or
    /// a long wait. Staged literals nobody took are aborted.
    /// </summary>
    public async ValueTask ReleaseAsync()
    {
        if (staged is not null)
        {
            await AbortStagedAsync();
        }

        LetGo();
    }

    private static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> line)
    {
        if (line is [.., (byte)'\n'])
        {
            line = line[..^1];
        }

        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private static long LengthWithoutLineEnd(ReadOnlySequence<byte> line)
    {
        if (line.Length < 2)
        {
            return 0;
        }

        Span<byte> end = stackalloc byte[2];
        line.Slice(line.Length - 2).CopyTo(end);
        return line.Length - (end[0] == '\r' ? 2 : 1);
    }

    private static void ThrowIfCanceled(ReadResult result)
    {
        if (result.IsCanceled)
        {
            throw new OperationCanceledException();
        }
    }

    private async ValueTask<FrameOutcome> ReleaseAndGatherAsync(CancellationToken cancellationToken)
    {
        await ReleaseAsync();
        return await GatherAsync(cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FrameOutcome> GatherAsync(CancellationToken cancellationToken)
    {
        var isWhole = false;
        try
        {
            while (true)
            {
                var lineStart = length;
                var outcome = await LineAsync(withLiterals: true, cancellationToken);
                if (outcome == FrameOutcome.Refused)
                {
                    return await LineTooLongAsync(cancellationToken);
                }

                if (outcome != FrameOutcome.Command || isHeld)
                {
                    isWhole = isHeld;
                    return outcome;
                }

                var line = WithoutLineEnd(gathered.AsSpan(lineStart, length - lineStart));
                if (!LiteralHeader.TryFind(line, out var header))
                {
                    Command = new(gathered.AsMemory(0, lineStart + line.Length), staged);
                    isWhole = true;
                    return outcome;
                }

                outcome = await LiteralAsync(header with { Start = lineStart + header.Start }, cancellationToken);
                if (outcome != FrameOutcome.Command)
                {
                    return outcome;
                }
            }
        }
        finally
        {
            if (!isWhole)
            {
                await ReleaseAsync();
            }
        }
    }

    /// <summary>
    /// Waits for a line end. Then the line is held in place when it is a command by itself, else it was added to what is
    /// gathered with its line end. Refused says that it is too long; nothing of it was taken from the input.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FrameOutcome> LineAsync(bool withLiterals, CancellationToken cancellationToken)
    {
        var scanned = 0L;
        while (true)
        {
            var result = await InputAsync(withLiterals, cancellationToken);
            var buffer = result.Buffer;

            // A connection that is cut gives back nothing, not even what was there before.
            scanned = Math.Min(scanned, buffer.Length);

            // Liberty, RFC 9051 §2.2: a bare LF ends a line as CRLF does, for sessions typed by hand.
            if (buffer.Slice(scanned).PositionOf((byte)'\n') is { } lf)
            {
                if (length == 0 && TryHold(buffer, withLiterals))
                {
                    return FrameOutcome.Command;
                }

                var line = buffer.Slice(0, buffer.GetPosition(1, lf));
                if (LengthWithoutLineEnd(line) > Limits.Line || length + line.Length > Limits.Command)
                {
                    input.AdvanceTo(buffer.Start);
                    return FrameOutcome.Refused;
                }

                Gather(line);
                input.AdvanceTo(line.End);
                return FrameOutcome.Command;
            }

            if (buffer.Length > Limits.Line + 1L)
            {
                input.AdvanceTo(buffer.Start);
                return FrameOutcome.Refused;
            }

            if (result.IsCompleted)
            {
                input.AdvanceTo(buffer.End);
                return FrameOutcome.EndOfInput;
            }

            scanned = buffer.Length;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (scanned > 0)
            {
                Arriving?.Invoke();
            }
        }
    }

    /// <summary>Hands out the line that stands whole at the start of the input, if it is a command by itself.</summary>
    private bool TryHold(ReadOnlySequence<byte> buffer, bool withLiterals)
    {
        var first = buffer.First;
        var lf = first.Span.IndexOf((byte)'\n');
        if (lf < 0)
        {
            return false;
        }

        var line = WithoutLineEnd(first.Span[..(lf + 1)]);
        if (line.Length > Limits.Line || (withLiterals && LiteralHeader.TryFind(line, out _)))
        {
            return false;
        }

        Command = new(first[..line.Length]);
        behindHeld = buffer.GetPosition(lf + 1);
        isHeld = true;
        isFollowed = first.Length > lf + 1 || !buffer.IsSingleSegment;
        return true;
    }

    private async ValueTask<FrameOutcome> LiteralAsync(LiteralHeader header, CancellationToken cancellationToken)
    {
        var decision = await DecideAsync(header, cancellationToken);
        if (decision is LiteralDecision.Refuse refusal)
        {
            return await RefuseAsync(refusal, header, cancellationToken);
        }

        if (!header.IsNonSynchronizing)
        {
            output.ContinuationRequest("Ready");
        }

        ILiteralSink? sink = null;
        if (decision is LiteralDecision.Stage stage)
        {
            sink = stage.Sink;
            (staged ??= []).Add(new(sink, length, header.Size, header.IsBinary));
        }

        for (var left = header.Size; left > 0;)
        {
            Arriving?.Invoke();
            var result = await InputAsync(flush: true, cancellationToken);
            var piece = result.Buffer.Length > left ? result.Buffer.Slice(0, left) : result.Buffer;
            if (sink is null)
            {
                Gather(piece);
            }
            else if (!piece.IsEmpty)
            {
                await sink.WriteAsync(piece, cancellationToken);
            }

            left -= piece.Length;
            input.AdvanceTo(piece.End);
            if (left > 0 && result.IsCompleted)
            {
                return FrameOutcome.EndOfInput;
            }
        }

        if (sink is not null)
        {
            await sink.CompleteAsync(cancellationToken);
        }

        return FrameOutcome.Command;
    }

    private async ValueTask<LiteralDecision> DecideAsync(LiteralHeader header, CancellationToken cancellationToken)
    {
        if (header.IsTooLarge)
        {
            return new LiteralDecision.Refuse(ResponseStatus.Bad, null, "Expected a literal with a size of 63 bits") { Limit = Imap.Limits.Literal };
        }

        if (Limits.LiteralMinus && header.IsNonSynchronizing && header.Size > LongestLiteralMinus)
        {
            // RFC 7888 §5: APPEND must be told TOOBIG, and others may be.
            return new LiteralDecision.Refuse(ResponseStatus.Bad, ResponseCode.TooBig, "Expected a non-synchronizing literal of at most 4096 octets") { Limit = Imap.Limits.Literal };
        }

        var prefix = new CommandText(gathered.AsMemory(0, header.Start), staged);
        var decision = await gate.DecideAsync(new(prefix, header.Size, header.IsBinary, header.IsNonSynchronizing), cancellationToken);
        return decision is LiteralDecision.InlineCase && length + header.Size > Limits.Command
            ? new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.Limit, "The command is too large") { Limit = Imap.Limits.Command }
            : decision;
    }

    private async ValueTask<FrameOutcome> LineTooLongAsync(CancellationToken cancellationToken)
    {
        var text = length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Expected a line of at most {Limits.Line} octets")
            : string.Create(CultureInfo.InvariantCulture, $"Expected a command of at most {Limits.Command} octets with lines of at most {Limits.Line}");
        var limit = length == 0 ? Imap.Limits.Line : Imap.Limits.Command;
        if (length == 0)
        {
            // Nothing was gathered: the tag is still in the input. No more of it is looked at than has surely come.
            var result = await InputAsync(flush: false, cancellationToken);
            Gather(result.Buffer.Slice(0, Math.Min(result.Buffer.Length, Math.Min(CommandText.LongestTag, Limits.Line) + 1)));
            input.AdvanceTo(result.Buffer.Start);
        }

        return await DiscardAsync(new(ResponseStatus.Bad, null, text) { Limit = limit }, 0, cancellationToken);
    }

    private ValueTask<FrameOutcome> RefuseAsync(LiteralDecision.Refuse refusal, LiteralHeader header, CancellationToken cancellationToken)
    {
        if (header.IsNonSynchronizing)
        {
            return DiscardAsync(refusal, header.IsTooLarge ? long.MaxValue : header.Size, cancellationToken);
        }

        Answer(refusal);
        return new(FrameOutcome.Refused);
    }

    /// <summary>
    /// Throws away so many octets and the rest of the command behind them, then answers. The rest ends with a line that
    /// announces no octets to come; a synchronizing literal in it is answered by the refusal and so never sent.
    /// </summary>
    private async ValueTask<FrameOutcome> DiscardAsync(LiteralDecision.Refuse refusal, long octets, CancellationToken cancellationToken)
    {
        await AbortStagedAsync();
        var budget = Limits.Discard;
        var tail = new byte[LiteralHeader.Longest];
        while (octets <= budget)
        {
            budget -= octets;
            if (!await SkipAsync(octets, cancellationToken))
            {
                return FrameOutcome.EndOfInput;
            }

            var line = await SkipLineAsync(budget, tail, flush: true, cancellationToken);
            if (line.AtEnd)
            {
                return FrameOutcome.EndOfInput;
            }

            if (!line.Found)
            {
                break;
            }

            budget -= line.Octets;
            if (!LiteralHeader.TryFind(WithoutLineEnd(tail.AsSpan(0, line.Tail)), out var header) || !header.IsNonSynchronizing)
            {
                Answer(refusal);
                return FrameOutcome.Refused;
            }

            octets = header.IsTooLarge ? long.MaxValue : header.Size;
        }

        // RFC 7888 §4 leaves the choice between throwing away and closing; beyond the limit it is closing.
        Answer(refusal with { Limit = Imap.Limits.Discard });
        output.Status(ResponseStatus.Bye, ResponseCode.TooBig, "Too much to throw away");
        return FrameOutcome.Close;
    }

    private void Answer(LiteralDecision.Refuse refusal)
    {
        RefusedAs = refusal.Status;
        RefusedFor = refusal.Limit;
        var start = gathered.AsSpan(0, length);
        output.Tagged(start[..CommandText.TagLength(start)], refusal.Status, refusal.Code, refusal.Text);
    }

    /// <summary>Throws away so many octets; false at the end of the input.</summary>
    private async ValueTask<bool> SkipAsync(long octets, CancellationToken cancellationToken)
    {
        while (octets > 0)
        {
            Arriving?.Invoke();
            var result = await InputAsync(flush: true, cancellationToken);
            var piece = result.Buffer.Length > octets ? result.Buffer.Slice(0, octets) : result.Buffer;
            octets -= piece.Length;
            input.AdvanceTo(piece.End);
            if (octets > 0 && result.IsCompleted)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Throws away a line of at most so many octets, keeping its end without the LF.</summary>
    private async ValueTask<SkippedLine> SkipLineAsync(long most, byte[] tail, bool flush, CancellationToken cancellationToken)
    {
        var kept = 0;
        var octets = 0L;
        while (true)
        {
            Arriving?.Invoke();
            var result = await InputAsync(flush, cancellationToken);
            var buffer = result.Buffer;
            var lf = buffer.PositionOf((byte)'\n');
            var piece = lf is { } end ? buffer.Slice(0, end) : buffer;
            kept = KeepTail(piece, tail, kept);
            octets += piece.Length + (lf is null ? 0 : 1);
            input.AdvanceTo(lf is { } at ? buffer.GetPosition(1, at) : buffer.End);
            if (octets > most)
            {
                return default;
            }

            if (lf is not null || result.IsCompleted)
            {
                return new(lf is not null, lf is null, octets, kept);
            }
        }
    }

    private static int KeepTail(ReadOnlySequence<byte> piece, byte[] tail, int kept)
    {
        if (piece.Length >= tail.Length)
        {
            piece.Slice(piece.Length - tail.Length).CopyTo(tail);
            return tail.Length;
        }

        var added = (int)piece.Length;
        var stay = Math.Min(kept, tail.Length - added);
        tail.AsSpan(kept - stay, stay).CopyTo(tail);
        piece.CopyTo(tail.AsSpan(stay));
        return stay + added;
    }

    private ValueTask<ReadResult> InputAsync(bool flush, CancellationToken cancellationToken)
    {
        if (input.TryRead(out var result))
        {
            ThrowIfCanceled(result);
            return new(result);
        }

        return WaitAsync(flush, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(bool flush, CancellationToken cancellationToken)
    {
        if (flush && output.Unflushed > 0)
        {
            await output.FlushAsync(cancellationToken);
        }

        var result = await input.ReadAsync(cancellationToken);
        ThrowIfCanceled(result);
        return result;
    }

    private void Gather(ReadOnlySequence<byte> piece)
    {
        var needed = length + checked((int)piece.Length);
        if (gathered is null || gathered.Length < needed)
        {
            // Room grows with what came, never with what was announced.
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, length * 2));
            gathered.AsSpan(0, length).CopyTo(larger);
            if (gathered is not null)
            {
                ArrayPool<byte>.Shared.Return(gathered);
            }

            gathered = larger;
        }

        piece.CopyTo(gathered.AsSpan(length));
        length = needed;
    }

    private async ValueTask AbortStagedAsync()
    {
        if (staged is { } literals)
        {
            staged = null;
            foreach (var literal in literals)
            {
                if (!literal.IsTaken)
                {
                    await literal.Take().AbortAsync();
                }
            }
        }
    }

    private void LetGo()
    {
        Command = default;
        if (isHeld)
        {
            isHeld = false;
            input.AdvanceTo(behindHeld);
        }

        if (gathered is not null)
        {
            ArrayPool<byte>.Shared.Return(gathered);
            gathered = null;
        }

        length = 0;
    }

    private readonly record struct SkippedLine(bool Found, bool AtEnd, long Octets, int Tail);
}
