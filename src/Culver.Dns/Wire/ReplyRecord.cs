namespace Culver.Dns.Wire;

/// <summary>A record of a reply; its data lie in the reply's octets.</summary>
internal readonly record struct ReplyRecord(DnsName Owner, int Type, int Class, TimeSpan TimeToLive, int Start, int Length)
{
    public bool Is(DnsName owner, DnsRecordType type) => Type == (int)type && Class == 1 && Owner == owner;
}
