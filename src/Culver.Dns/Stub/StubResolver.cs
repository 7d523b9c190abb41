// The resolver of the server. Rules upheld:
// - One question is in flight once, however many wait for it; who stops waiting stops nobody else.
// - What is kept is bounded in number and in time; a temporary failure is never kept.
// - AD counts only from a server that is trusted, and for a chain over several answers only when each has it.
using System.Diagnostics;
using Culver.Dns.Wire;
using Microsoft.Extensions.Options;

namespace Culver.Dns.Stub;

internal sealed class StubResolver(DnsExchange exchange, IOptions<DnsOptions> options, TimeProvider time, DnsMetrics metrics) : IDnsResolver, IDisposable
{
    private const int LongestChain = 8;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly AnswerCache _cache = new(options.Value.CachedAnswers, time);
    private readonly Dictionary<DnsQuestion, Task> _flights = []; // each a Task<DnsAnswer<TRecord>> of the question's own record type

    public async ValueTask<DnsAnswer<TRecord>> QueryAsync<TRecord>(DnsName name, CancellationToken cancellationToken)
        where TRecord : class, IDnsRecord<TRecord>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var question = new DnsQuestion(name, TRecord.Type);
        Task<DnsAnswer<TRecord>> flight;
        lock (_gate)
        {
            if (_cache.Find<TRecord>(question) is { } known)
            {
                metrics.Cached(TRecord.Type);
                return known;
            }

            if (_flights.TryGetValue(question, out var other))
            {
                flight = (Task<DnsAnswer<TRecord>>)other;
            }
            else
            {
                flight = FlyAsync<TRecord>(question);
                _flights.Add(question, flight);
            }
        }

        return await flight.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    private async Task<DnsAnswer<TRecord>> FlyAsync<TRecord>(DnsQuestion question)
        where TRecord : class, IDnsRecord<TRecord>
    {
        // The caller holds the gate, and has to put the flight on its list before it can end.
        await Task.Yield();
        var answer = default(DnsAnswer<TRecord>);
        try
        {
            var start = time.GetTimestamp();
            answer = Capped(await FollowAsync<TRecord>(question, _closing.Token));
            metrics.Asked(TRecord.Type, Result(answer), time.GetElapsedTime(start).TotalSeconds);
            return answer;
        }
        finally
        {
            lock (_gate)
            {
                _flights.Remove(question);
                if (answer is not null)
                    _cache.Keep(question, answer);
            }
        }
    }

    // Most servers follow aliases themselves; one that knows only its own zones leaves the rest to us.
    private async Task<DnsAnswer<TRecord>> FollowAsync<TRecord>(DnsQuestion question, CancellationToken cancellationToken)
        where TRecord : class, IDnsRecord<TRecord>
    {
        var authentic = true;
        var life = TimeSpan.MaxValue;
        for (var links = 0; links < LongestChain; links++)
        {
            var answer = await AskAsync<TRecord>(question, cancellationToken);
            authentic &= answer.Answer.IsAuthentic;
            life = answer.Answer.TimeToLive < life ? answer.Answer.TimeToLive : life;
            if (answer.Next is not { } next)
                return answer.Answer with { IsAuthentic = authentic, TimeToLive = life };
            question = question with { Name = next };
        }

        return new DnsAnswer<TRecord>.TemporaryFailure(DnsFailure.BadAnswer) { Owner = question.Name };
    }

    private async ValueTask<(DnsAnswer<TRecord> Answer, DnsName? Next)> AskAsync<TRecord>(DnsQuestion question, CancellationToken cancellationToken)
        where TRecord : class, IDnsRecord<TRecord>
    {
        switch (await exchange.AskAsync(question, cancellationToken))
        {
            case ExchangeResult.Answered answered:
                var answer = AnswerReader.Read<TRecord>(answered.Reply, question.Name, answered.IsAuthentic, out var next);
                return (answer, next);
            case ExchangeResult.Failed failed:
                return (new DnsAnswer<TRecord>.TemporaryFailure(failed.Reason) { Owner = question.Name }, null);
            default:
                throw new UnreachableException();
        }
    }

    private DnsAnswer<TRecord> Capped<TRecord>(DnsAnswer<TRecord> answer)
    {
        var (longest, negative) = (options.Value.LongestTimeToLive, options.Value.LongestNegativeTimeToLive);
        // RFC 2308 §5: what is not there is remembered for no longer than what is.
        if (answer is not DnsAnswer<TRecord>.Found && negative < longest)
            longest = negative;
        return answer.TimeToLive > longest ? answer with { TimeToLive = longest } : answer;
    }

    private static string Result<TRecord>(DnsAnswer<TRecord> answer) => answer switch
    {
        DnsAnswer<TRecord>.Found => "found",
        DnsAnswer<TRecord>.NoData => "nodata",
        DnsAnswer<TRecord>.NxDomain => "nxdomain",
        DnsAnswer<TRecord>.TemporaryFailure => "failure",
        _ => throw new UnreachableException(),
    };
}
