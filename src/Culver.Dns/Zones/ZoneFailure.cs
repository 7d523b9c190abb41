namespace Culver.Dns.Zones;

/// <summary>Names or types that answer with a temporary failure. <see cref="DnsRecordType.None"/> stands for every type without records of its own.</summary>
internal readonly record struct ZoneFailure(DnsName Name, DnsRecordType Type, DnsFailure Reason);
