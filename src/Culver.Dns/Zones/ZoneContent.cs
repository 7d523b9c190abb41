namespace Culver.Dns.Zones;

/// <summary>What a zone text says; not changed once read.</summary>
internal sealed class ZoneContent
{
    private readonly Dictionary<(DnsName Name, DnsRecordType Type), List<object>> _records = [];
    private readonly Dictionary<(DnsName Name, DnsRecordType Type), DnsFailure> _failures = [];
    private readonly Dictionary<DnsName, bool> _names = []; // the value: whether all that was said of it was said to be authentic

    public void Add(DnsName name, DnsRecordType type, object record, bool isAuthentic)
    {
        if (!_records.TryGetValue((name, type), out var records))
            _records[(name, type)] = records = [];
        records.Add(record);
        Mention(name, isAuthentic);
    }

    public void Fail(ZoneFailure failure, bool isAuthentic)
    {
        _failures[(failure.Name, failure.Type)] = failure.Reason;
        Mention(failure.Name, isAuthentic);
    }

    public IReadOnlyList<object> Of(DnsName name, DnsRecordType type) => _records.GetValueOrDefault((name, type)) ?? [];

    public DnsFailure? FailureOf(DnsName name, DnsRecordType type) =>
        _failures.TryGetValue((name, type), out var reason) || _failures.TryGetValue((name, DnsRecordType.None), out reason) ? reason : null;

    public bool Has(DnsName name) => _names.ContainsKey(name);

    // What is not there is denied by the nearest name above it that is.
    public bool IsAuthentic(DnsName name)
    {
        for (; ; name = name.Parent)
        {
            if (_names.TryGetValue(name, out var isAuthentic))
                return isAuthentic;
            if (name.IsRoot)
                return false;
        }
    }

    // RFC 8020 §2: a name that has something below it exists, though it has no records.
    private void Mention(DnsName name, bool isAuthentic)
    {
        _names[name] = isAuthentic && _names.GetValueOrDefault(name, defaultValue: true);
        for (var above = name.Parent; !above.IsRoot; above = above.Parent)
            _names.TryAdd(above, isAuthentic);
    }
}
