// One question to the servers, one after the other. Rules upheld:
// - A reply is taken only from the server that was asked, to the port the question came from, with its id and its question (RFC 5452 §9.1).
// - A truncated reply is never used; the question goes over TCP (RFC 7766 §5).
// - Whatever a server does costs at most its timeout; then the next is asked.
using System.Net.Sockets;
using System.Security.Cryptography;
using Culver.Dns.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Dns.Stub;

internal sealed class DnsExchange(ServerList servers, IDnsTransport transport, IOptions<DnsOptions> options, TimeProvider time, ILogger<DnsExchange> log)
{
    // Index of the server that last was of use; asked first. A race over it costs a detour, nothing else.
    private volatile int _preferred;

    public async ValueTask<ExchangeResult> AskAsync(DnsQuestion question, CancellationToken cancellationToken)
    {
        var list = servers.Current();
        if (list.IsEmpty)
            return new ExchangeResult.Failed(DnsFailure.NoServer);
        ExchangeResult.Failed? worst = null;
        var first = _preferred;
        for (var attempt = 0; attempt < options.Value.Attempts * list.Length; attempt++)
        {
            var index = (int)((uint)(first + attempt) % (uint)list.Length);
            var result = await TryAsync(list[index], question, cancellationToken);
            if (result is ExchangeResult.Answered)
            {
                _preferred = index;
                return result;
            }

            // A word from a server says more than silence.
            if (result is ExchangeResult.Failed failed && (worst is null || worst.Reason == DnsFailure.Timeout))
                worst = failed;
        }

        return worst ?? new ExchangeResult.Failed(DnsFailure.Timeout);
    }

    private async ValueTask<ExchangeResult> TryAsync(NameServer server, DnsQuestion question, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var reply = await AskServerAsync(server, question, withExtensions: true, either.Token);
            // RFC 6891 §7: a server that does not know the extensions says FORMERR; some say NOTIMP.
            if (reply is { Code: ReplyCode.FormatError or ReplyCode.NotImplemented })
                reply = await AskServerAsync(server, question, withExtensions: false, either.Token);
            var result = Judge(server, reply);
            if (result is ExchangeResult.Failed failed)
                log.TryFailed(server.EndPoint, question.Name, question.Type, failed.Reason.ToString());
            return result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            log.TryFailed(server.EndPoint, question.Name, question.Type, "no answer in time");
            return new ExchangeResult.Failed(DnsFailure.Timeout);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            log.TryFailed(server.EndPoint, question.Name, question.Type, failure.Message);
            return new ExchangeResult.Failed(DnsFailure.Timeout);
        }
    }

    private async ValueTask<DnsReply?> AskServerAsync(NameServer server, DnsQuestion question, bool withExtensions, CancellationToken cancellationToken)
    {
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var query = DnsQuery.Write(id, question, withExtensions);
        var datagram = await transport.DatagramAsync(server.EndPoint, query, message => DnsReply.IsReplyTo(message.Span, id, question), cancellationToken);
        if (datagram is null)
            log.Spoofed(SocketTransport.Patience, server.EndPoint, question.Name, question.Type);
        var reply = datagram is { } octets ? DnsReply.Read(octets) : null;
        if (reply is { IsTruncated: false })
            return reply;
        if (datagram is not null && reply is null)
            return null;
        var stream = await transport.StreamAsync(server.EndPoint, query, cancellationToken);
        return DnsReply.IsReplyTo(stream.Span, id, question) && DnsReply.Read(stream) is { IsTruncated: false } whole ? whole : null;
    }

    private static ExchangeResult Judge(NameServer server, DnsReply? reply) => reply switch
    {
        null => new ExchangeResult.Failed(DnsFailure.BadAnswer),
        { Code: ReplyCode.ServerFailure } => new ExchangeResult.Failed(DnsFailure.ServerFailure),
        _ when AnswerReader.IsReferral(reply) => new ExchangeResult.Failed(DnsFailure.Refused),
        { Code: ReplyCode.NoError or ReplyCode.NameError } => new ExchangeResult.Answered(reply, reply.IsAuthentic && server.IsTrusted),
        _ => new ExchangeResult.Failed(DnsFailure.Refused),
    };
}
