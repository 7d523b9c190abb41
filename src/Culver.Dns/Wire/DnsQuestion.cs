namespace Culver.Dns.Wire;

/// <summary>What is asked; the class is always IN.</summary>
internal readonly record struct DnsQuestion(DnsName Name, DnsRecordType Type);
