// The steps of one transaction (RFC 5321 §3.3), pipelined where the server allows it (RFC 2920). Rules upheld: one reply is read for each
// command, in order; DATA ends a pipelined group; when no recipient is left and the server waits for content all the same, it gets none
// (RFC 2920 §3.1); each recipient's fate is one reply.
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Culver.Smtp.Client;

internal sealed class TransactionSteps(SmtpClientConnection connection, ClientTransaction transaction)
{
    private const int Block = 64 * 1024;

    // RFC 2920 §3.1: a group that overflows the windows of both sides may block for ever; this many commands are far below.
    private const int MostPipelined = 100;

    private readonly ServerReply?[] _replies = new ServerReply?[transaction.Recipients.Length];

    private bool Chunks => connection.Extensions.Chunking && transaction.Body == BodyType.BinaryMime;

    private SmtpClientTimeouts Timeouts => connection.Options.Timeouts;

    public async ValueTask<TransactionOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var mayPipeline = connection.Extensions.Pipelining && transaction.Recipients.Length <= MostPipelined;
        var data = mayPipeline ? await PipelineAsync(cancellationToken) : await StepByStepAsync(cancellationToken);
        if (data is null)
            return await ResetAsync(cancellationToken);
        if (!data.IsIntermediate && !Chunks)
        {
            Settle(Refusing(data));
            return await ResetAsync(cancellationToken);
        }

        if (Array.TrueForAll(_replies, static reply => reply is not null))
        {
            // RFC 2920 §3.1: all recipients were refused and DATA was not: the content is empty, and its reply means nothing.
            await connection.WriteAsync(".\r\n"u8.ToArray(), Timeouts.DataBlock, cancellationToken);
            await connection.ReadAsync(Timeouts.DataEnd, cancellationToken);
            return Outcome();
        }

        await (Chunks ? BdatAsync(cancellationToken) : ContentAsync(cancellationToken));
        return Outcome();
    }

    private static ServerReply Refusing(ServerReply reply) =>
        // A code that has no place here: not a refusal, and nothing to build on (RFC 5321 §4.3.2).
        reply.Code >= 400 ? reply : new(451, ["4.5.0 The server answered out of place: " + reply]);

    // Returns the reply to DATA; null when there was no recipient to say it for.
    private async ValueTask<ServerReply?> PipelineAsync(CancellationToken cancellationToken)
    {
        var group = new StringBuilder(Mail());
        foreach (var recipient in transaction.Recipients)
            group.Append(Rcpt(recipient));
        if (!Chunks)
            group.Append("DATA\r\n");
        await connection.WriteAsync(Encoding.UTF8.GetBytes(group.ToString()), Timeouts.Command, cancellationToken);
        var mail = await connection.ReadAsync(Timeouts.Command, cancellationToken);
        for (var i = 0; i < _replies.Length; i++)
        {
            var reply = await connection.ReadAsync(Timeouts.Recipient, cancellationToken);
            // When MAIL was refused, what is said of the recipients is only that.
            _replies[i] = !mail.IsPositive ? Refusing(mail) : reply.IsPositive ? null : Refusing(reply);
        }

        if (!Chunks)
            return await connection.ReadAsync(Timeouts.DataStart, cancellationToken);
        return Array.TrueForAll(_replies, static reply => reply is not null) ? null : new ServerReply(354, [""]);
    }

    private async ValueTask<ServerReply?> StepByStepAsync(CancellationToken cancellationToken)
    {
        var mail = await connection.CommandAsync(Mail().TrimEnd(), Timeouts.Command, cancellationToken);
        if (!mail.IsPositive)
        {
            Settle(Refusing(mail));
            return null;
        }

        for (var i = 0; i < _replies.Length; i++)
        {
            var reply = await connection.CommandAsync(Rcpt(transaction.Recipients[i]).TrimEnd(), Timeouts.Recipient, cancellationToken);
            _replies[i] = reply.IsPositive ? null : Refusing(reply);
            if (connection.IsSpent)
            {
                Settle(Refusing(reply));
                return null;
            }
        }

        if (Array.TrueForAll(_replies, static reply => reply is not null))
            return null;
        return Chunks ? new ServerReply(354, [""]) : await connection.CommandAsync("DATA", Timeouts.DataStart, cancellationToken);
    }

    private async ValueTask ContentAsync(CancellationToken cancellationToken)
    {
        var input = ArrayPool<byte>.Shared.Rent(Block);
        var output = ArrayPool<byte>.Shared.Rent((2 * Block) + 5);
        try
        {
            var stuffer = new DotStuffer();
            var offset = 0L;
            var held = 0;
            while (true)
            {
                var read = await transaction.Content.ReadAsync(offset, input.AsMemory(0, Block), cancellationToken);
                offset += read;
                held += stuffer.Stuff(input.AsSpan(0, read), output.AsSpan(held));
                if (read == 0 || offset >= transaction.Content.Length)
                    break;
                await connection.WriteAsync(output.AsMemory(0, held), Timeouts.DataBlock, cancellationToken);
                held = 0;
            }

            // RFC 5321 §4.1.1.4: CRLF.CRLF ends it, and the first CRLF is the end of the message's last line.
            var end = stuffer.IsLineStart ? ".\r\n"u8 : "\r\n.\r\n"u8;
            end.CopyTo(output.AsSpan(held));
            connection.IsInDoubt = true;
            await connection.WriteAsync(output.AsMemory(0, held + end.Length), Timeouts.DataBlock, cancellationToken);
        }
        catch (SmtpClientException lost) when (lost.Problem == SmtpClientProblem.Lost)
        {
            if (await connection.LastWordAsync() is { Code: >= 400 } word)
            {
                connection.IsInDoubt = false;
                Settle(word);
                return;
            }

            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
            ArrayPool<byte>.Shared.Return(output);
        }

        await EndAsync(cancellationToken);
    }

    // bdat-cmd = "BDAT" SP chunk-size [ SP end-marker ] CR LF                                   RFC 3030 §2
    private async ValueTask BdatAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            var offset = 0L;
            while (true)
            {
                var read = 0;
                while (read < Block)
                {
                    var more = await transaction.Content.ReadAsync(offset + read, buffer.AsMemory(read, Block - read), cancellationToken);
                    if (more == 0)
                        break;
                    read += more;
                }

                offset += read;
                var last = offset >= transaction.Content.Length;
                var command = string.Create(CultureInfo.InvariantCulture, $"BDAT {read}{(last ? " LAST" : "")}\r\n");
                connection.IsInDoubt = last;
                await connection.WriteAsync(Encoding.ASCII.GetBytes(command), Timeouts.DataBlock, cancellationToken);
                await connection.WriteAsync(buffer.AsMemory(0, read), Timeouts.DataBlock, cancellationToken);
                if (last)
                    break;
                var reply = await connection.ReadAsync(Timeouts.DataEnd, cancellationToken);
                if (!reply.IsPositive)
                {
                    // RFC 3030 §2: the transaction is over, and RSET begins the next.
                    Settle(Refusing(reply));
                    return;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await EndAsync(cancellationToken);
    }

    // One reply for all in SMTP; in LMTP one for each accepted recipient, in their order (RFC 2033 §4.2).
    private async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (!connection.Options.IsLmtp)
        {
            var reply = await connection.ReadAsync(Timeouts.DataEnd, cancellationToken);
            connection.IsInDoubt = false;
            Settle(reply.IsPositive ? reply : Refusing(reply));
            return;
        }

        for (var i = 0; i < _replies.Length; i++)
        {
            if (_replies[i] is not null)
                continue;
            try
            {
                var reply = await connection.ReadAsync(Timeouts.DataEnd, cancellationToken);
                _replies[i] = reply.IsPositive ? reply : Refusing(reply);
                connection.IsInDoubt = Array.Exists(_replies, static left => left is null);
            }
            catch (SmtpClientException lost) when (Array.Exists(_replies, static reply => reply is { IsPositive: true }))
            {
                // RFC 2033 §5: the replies that came before the connection was lost count; who has the message is not sent it again.
                Settle(new(451, ["4.4.2 " + lost.Message]));
                return;
            }
        }
    }

    private async ValueTask<TransactionOutcome> ResetAsync(CancellationToken cancellationToken)
    {
        if (!connection.IsSpent)
        {
            try
            {
                var reply = await connection.CommandAsync("RSET", Timeouts.Command, cancellationToken);
                if (!reply.IsPositive)
                    connection.Spend();
            }
            catch (SmtpClientException)
            {
                // What the recipients were told stands; the connection does not.
                connection.Spend();
            }
        }

        return Outcome();
    }

    private void Settle(ServerReply reply)
    {
        for (var i = 0; i < _replies.Length; i++)
            _replies[i] ??= reply;
    }

    private TransactionOutcome Outcome() => new([.. _replies.Select(static reply => reply!)], !connection.IsSpent);

    // mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF                                RFC 5321 §4.1.1.2
    private string Mail()
    {
        var server = connection.Extensions;
        var line = new StringBuilder("MAIL FROM:<").Append(transaction.ReversePath).Append('>');
        if (server.Size)
            line.Append(CultureInfo.InvariantCulture, $" SIZE={transaction.Content.Length}");
        if (transaction.Body == BodyType.BinaryMime && server.BinaryMime)
            line.Append(" BODY=BINARYMIME");
        else if (transaction.Body == BodyType.EightBitMime && server.EightBitMime)
            line.Append(" BODY=8BITMIME");
        if (transaction.SmtpUtf8 && server.SmtpUtf8)
            line.Append(" SMTPUTF8");
        if (transaction.RequireTls && server.RequireTls)
            line.Append(" REQUIRETLS");
        if (server.Dsn && transaction.Return is { } part)
            line.Append(" RET=").Append(part);
        if (server.Dsn && transaction.EnvelopeId is { } id)
            line.Append(" ENVID=").Append(Xtext.Encode(id));
        if (server.DeliverBy && transaction.DeliverBy is { } by)
            line.Append(" BY=").Append(by);
        if (server.Priority && transaction.Priority is { } priority)
            line.Append(CultureInfo.InvariantCulture, $" MT-PRIORITY={priority}");
        // RFC 4954 §5: whom we trust with nobody's identity we trust with none; where we logged in, that is said.
        if (connection.IsAuthenticated)
            line.Append(" AUTH=<>");
        return line.Append("\r\n").ToString();
    }

    // rcpt = "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) [SP Rcpt-parameters] CRLF     RFC 5321 §4.1.1.3
    private string Rcpt(ClientRecipient recipient)
    {
        var line = new StringBuilder("RCPT TO:<").Append(recipient.Address).Append('>');
        if (connection.Extensions.Dsn && recipient.Notify is { } notify)
            line.Append(" NOTIFY=").Append(notify);
        if (connection.Extensions.Dsn && recipient.OriginalRecipient is { } original)
            line.Append(" ORCPT=").Append(Xtext.EncodeAddress(original, transaction.SmtpUtf8 && connection.Extensions.SmtpUtf8));
        return line.Append("\r\n").ToString();
    }
}
