// The policies that are known, and how they are kept fresh (RFC 8461 §3.3, §5.1). Rules upheld:
// - A policy holds for its max_age whatever the DNS or the policy host do meanwhile: who can silence them must not silence it.
// - A new id in the DNS is a reason to fetch, and so is a day gone by; a fetch that failed is not repeated for five minutes.
using Culver.Dns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Security.MtaSts;

internal sealed class MtaStsPolicies : IDisposable
{
    private const int MostDomains = 50_000;
    private static readonly TimeSpan Refresh = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMinutes(1);

    private readonly IDnsResolver _dns;
    private readonly IMtaStsSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PolicyFile _file;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<DnsName, DomainState> _domains = [];
    private DateTimeOffset _written = DateTimeOffset.MinValue; // by whoever has the right to write

    public MtaStsPolicies(IDnsResolver dns, IMtaStsSource source, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<MtaStsPolicies> log)
    {
        _dns = dns;
        _source = source;
        _time = time;
        _log = log;
        _file = new(options.Value.Security.MtaStsFile, log);
        foreach (var (domain, known) in _file.Read().Take(MostDomains))
            _domains[domain] = new() { Known = known };
    }

    /// <summary>The policy that holds for a domain now; null when there is none.</summary>
    public async ValueTask<MtaStsPolicy?> FindAsync(DnsName domain, CancellationToken cancellationToken)
    {
        if (!domain.TryPrepend("_mta-sts", out var name))
            return null;
        var texts = await _dns.QueryAsync<TxtRecord>(name, cancellationToken);
        var id = MtaStsRecord.IdOf(texts.Records.Select(static record => record.Text));
        var state = StateOf(domain, create: id is not null);
        if (state is null)
            return null;
        await state.Turn.WaitAsync(cancellationToken);
        try
        {
            var now = _time.GetUtcNow();
            if (id is not null && IsWorthFetching(state, id, now))
                await FetchAsync(domain, state, id, cancellationToken);
            return state.Known is { } known && known.IsFresh(now) ? known.Policy : null;
        }
        finally
        {
            state.Turn.Release();
        }
    }

    /// <summary>Fetches again what holds and is a day old.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        foreach (var (domain, known) in Known())
        {
            if (known.IsFresh(now) && now - known.Fetched >= Refresh)
                await FindAsync(domain, cancellationToken);
        }

        await WriteAsync(cancellationToken);
    }

    public void Dispose()
    {
        _writing.Dispose();
        lock (_gate)
        {
            foreach (var state in _domains.Values)
                state.Turn.Dispose();
            _domains.Clear();
        }
    }

    private static bool IsWorthFetching(DomainState state, string id, DateTimeOffset now)
    {
        if (state.FailedId == id && now - state.Failed < Pause)
            return false;
        return state.Known is not { } known || known.Id != id || !known.IsFresh(now) || now - known.Fetched >= Refresh;
    }

    private async ValueTask FetchAsync(DnsName domain, DomainState state, string id, CancellationToken cancellationToken)
    {
        var (text, problem) = await _source.FetchAsync(domain, cancellationToken);
        if (text is not null && MtaStsPolicy.Parse(text) is { } policy)
        {
            state.Known = new(policy, id, _time.GetUtcNow());
            state.FailedId = null;
            if (_time.GetUtcNow() - _written >= BetweenWrites)
                await WriteAsync(cancellationToken);
            return;
        }

        state.FailedId = id;
        state.Failed = _time.GetUtcNow();
        // RFC 8461 §3.3: who runs this wants to hear of it, unless the policy asks for nothing.
        if (state.Known is not { Policy.Mode: MtaStsMode.None })
            _log.PolicyNotFetched(domain.ToString(), problem ?? "the policy is not valid");
    }

    private async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            _written = _time.GetUtcNow();
            await _file.WriteAsync(Known(), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    private (DnsName Domain, KnownPolicy Known)[] Known()
    {
        lock (_gate)
            return [.. _domains.Where(static pair => pair.Value.Known is not null).Select(static pair => (pair.Key, pair.Value.Known!))];
    }

    private DomainState? StateOf(DnsName domain, bool create)
    {
        lock (_gate)
        {
            if (_domains.TryGetValue(domain, out var state) || !create)
                return state;
            if (_domains.Count >= MostDomains)
                Forget();
            return _domains[domain] = new();
        }
    }

    // Under the gate. First what no longer holds; if all does, what was fetched longest ago.
    private void Forget()
    {
        var now = _time.GetUtcNow();
        var useless = _domains.Where(pair => pair.Value.Turn.CurrentCount > 0 && pair.Value.Known?.IsFresh(now) != true).Select(static pair => pair.Key).ToArray();
        if (useless.Length == 0)
            useless = [.. _domains.OrderBy(static pair => pair.Value.Known?.Fetched).Take(MostDomains / 100).Select(static pair => pair.Key)];
        foreach (var domain in useless)
            _domains.Remove(domain);
    }

    // Changed only by whoever has the turn.
    private sealed class DomainState
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public KnownPolicy? Known { get; set; }

        public string? FailedId { get; set; }

        public DateTimeOffset Failed { get; set; }
    }
}
