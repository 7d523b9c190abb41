// A message on its way from the connection to the sink. Rules upheld:
// - What can be refused is refused with a reply, after the content was read to its end: nothing of it is ever parsed as commands.
// - Whatever the sink throws becomes the message's refusal; it never escapes while content is unread.
// - One buffer, rented while a piece is decoded and never while we wait for the client; no allocation per line or piece.
using System.Buffers;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Session;

internal sealed class IncomingContent(SmtpTransaction transaction, SmtpSession session, ContentFraming framing) : IDisposable
{
    private const int PieceSize = 128 * 1024;

    private readonly SmtpOptions _options = session.Environment.Options;
    private ContentDecoder _decoder = new(framing, session.Environment.Options.BareLineEnds == BareLineEnds.Normalize);
    private HeaderWatch _header = new();
    private byte[] _piece = [];
    private int _filled;
    private long _taken;
    private long _staged;

    /// <summary>Octets of the message so far, without our trace field.</summary>
    public long Length { get; private set; }

    /// <summary>Why the message will not be taken; <see langword="null"/> while it may be.</summary>
    public SmtpReply? Refusal { get; private set; }

    /// <summary>Opens the sink and writes the trace field.</summary>
    /// <returns><see langword="false"/> when it was refused; <see cref="Refusal"/> says why.</returns>
    public async ValueTask<bool> OpenAsync(CancellationToken cancellationToken)
    {
        // What the client declared takes no room, or a lie would.
        if (!session.Environment.Staged.HasRoom(transaction.Sender.DeclaredSize))
        {
            CrowdOut();
            return false;
        }

        try
        {
            var trace = TraceField.Received(transaction.Sender, transaction.Recipients, session, session.Environment.Time.GetLocalNow());
            await transaction.Sink.OpenAsync(trace, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Fail(failure);
            return false;
        }
    }

    /// <summary>Reads to the end of DATA.</summary>
    public async ValueTask<ContentEnd> ReadDataAsync(CancellationToken cancellationToken)
    {
        var input = session.Connection.Input;
        while (true)
        {
            if (!input.TryRead(out var read))
            {
                session.Connection.SetArrivalTimeout(_options.DataTimeout);
                read = await input.ReadAsync(cancellationToken);
            }

            if (read.IsCanceled || (read.IsCompleted && read.Buffer.IsEmpty))
                return ContentEnd.ClientGone;
            var position = await TakeAsync(read.Buffer, cancellationToken);
            // Everything up to here was looked at, and what lies behind the end of data is the next command.
            input.AdvanceTo(position);
            if (_decoder.Ended)
                return Complete();
            if (IsEndless)
                return ContentEnd.TooMuch;
            if (read.IsCompleted)
                return ContentEnd.ClientGone;
        }
    }

    /// <summary>Reads one chunk of BDAT.</summary>
    public async ValueTask<ContentEnd> ReadChunkAsync(long size, CancellationToken cancellationToken)
    {
        var input = session.Connection.Input;
        while (size > 0)
        {
            if (!input.TryRead(out var read))
            {
                session.Connection.SetArrivalTimeout(_options.DataTimeout);
                read = await input.ReadAsync(cancellationToken);
            }

            var buffer = read.Buffer.Length > size ? read.Buffer.Slice(0, size) : read.Buffer;
            if (read.IsCanceled || (read.IsCompleted && buffer.IsEmpty))
                return ContentEnd.ClientGone;
            await TakeAsync(buffer, cancellationToken);
            size -= buffer.Length;
            input.AdvanceTo(buffer.End);
            if (IsEndless)
                return ContentEnd.TooMuch;
        }

        return Complete();
    }

    /// <summary>Refuses the message for a reason found elsewhere. The first reason stands.</summary>
    public void Refuse(SmtpReply reply) => Refusal ??= reply;

    /// <summary>Ends a message that no end-of-data mark ended, and judges it as a whole.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        Rent();
        _filled += _decoder.Finish(_piece.AsSpan(_filled));
        await FlushAsync(cancellationToken);
        Release();
    }

    public void Dispose()
    {
        Release();
        session.Environment.Staged.Return(_staged);
        _staged = 0;
    }

    // Beyond any patience: the client sends on after more than it could ever be allowed.
    private bool IsEndless => _taken > (2 * _options.MaxMessageSize) + (1 << 20);

    // What is done with the message is no part of its arrival, however slowly it came.
    private ContentEnd Complete()
    {
        session.Connection.SetTimeout(_options.DataTimeout);
        return ContentEnd.Complete;
    }

    private async ValueTask<SequencePosition> TakeAsync(ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        Rent();
        var consumed = buffer.Start;
        foreach (var segment in buffer)
        {
            var rest = segment;
            while (!rest.IsEmpty && !_decoder.Ended)
            {
                var room = _piece.Length - _filled;
                var take = Math.Min(rest.Length, (room / 2) - 4);
                if (take < Math.Min(rest.Length, 4096))
                {
                    await FlushAsync(cancellationToken);
                    continue;
                }

                var read = _decoder.Decode(rest.Span[..take], _piece.AsSpan(_filled), out var written);
                _filled += written;
                _taken += read;
                consumed = buffer.GetPosition(read, consumed);
                rest = rest[read..];
            }
        }

        await FlushAsync(cancellationToken);
        Release();
        return consumed;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_filled == 0)
            return;
        var piece = _piece.AsMemory(0, _filled);
        _filled = 0;
        Length += piece.Length;
        Judge(piece.Span);
        if (Refusal is not null)
            return;
        var counted = Length - StagedOctets.Free - _staged;
        if (counted > 0 && !session.Environment.Staged.TryTake(counted))
        {
            CrowdOut();
            return;
        }

        _staged += Math.Max(0, counted);
        try
        {
            await transaction.Sink.WriteAsync(piece, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Fail(failure);
        }
    }

    // Liberty, RFC 5321 §3.3: that asks not to refuse for defects of the message. Bare CR and LF are refused all the same, for the next server might see two
    // messages in one (§2.3.8 forbids to send them), and so are lines without an end.
    private void Judge(ReadOnlySpan<byte> piece)
    {
        if (Refusal is not null)
            return;
        if (!_header.Ended)
            _header.Look(piece);
        if (Length > _options.MaxMessageSize)
            Refusal = KnownReplies.TooBig(_options.MaxMessageSize);
        else if (_header.Received > _options.MaxReceivedFields)
            Refusal = KnownReplies.Loop;
        else if (_decoder.SawBareLineEnd && _options.BareLineEnds == BareLineEnds.Refuse)
            Refusal = KnownReplies.BareLineEnd;
        else if (_decoder.LongestLine > _options.MaxTextLine)
            Refusal = KnownReplies.LineTooLong;
    }

    private void CrowdOut()
    {
        session.Environment.Metrics.CrowdedOut(session.Protocol);
        Refuse(KnownReplies.NoRoom);
    }

    private void Fail(Exception failure)
    {
        if (failure is MessageRefusedException refused)
        {
            Refuse(refused.Reply);
            return;
        }

        session.Environment.Log.SinkFailed(failure, session.Connection.Id, transaction.Sender.Id);
        Refuse(KnownReplies.LocalError);
    }

    private void Rent()
    {
        if (_piece.Length == 0)
            _piece = ArrayPool<byte>.Shared.Rent(PieceSize);
    }

    private void Release()
    {
        if (_piece.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(_piece);
        _piece = [];
    }
}
