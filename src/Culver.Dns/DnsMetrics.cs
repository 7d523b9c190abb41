using System.Diagnostics.Metrics;

namespace Culver.Dns;

/// <summary>What is measured of the resolver.</summary>
internal sealed class DnsMetrics
{
    private readonly Counter<long> _cached;
    private readonly Histogram<double> _duration;

    public DnsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Culver.Dns");
        _cached = meter.CreateCounter<long>("culver.dns.cached", "{answer}", "Questions answered from memory, by type.");
        _duration = meter.CreateHistogram<double>("culver.dns.duration", "s", "Time from a question to the answer of a name server, by type and result.");
    }

    public void Cached(DnsRecordType type)
    {
        if (_cached.Enabled)
            _cached.Add(1, new KeyValuePair<string, object?>("type", type.ToString()));
    }

    public void Asked(DnsRecordType type, string result, double seconds)
    {
        if (_duration.Enabled)
            _duration.Record(seconds, new("type", type.ToString()), new("result", result));
    }
}
