namespace Culver.Dns;

/// <summary>The types of records that mail asks for.</summary>
public enum DnsRecordType
{
    /// <summary>No type.</summary>
    None = 0,

    /// <summary>An IPv4 address (RFC 1035 §3.4.1).</summary>
    A = 1,

    /// <summary>An alias (RFC 1035 §3.3.1).</summary>
    Cname = 5,

    /// <summary>The start of a zone (RFC 1035 §3.3.13).</summary>
    Soa = 6,

    /// <summary>The name of an address (RFC 1035 §3.3.12).</summary>
    Ptr = 12,

    /// <summary>A mail exchange (RFC 1035 §3.3.9).</summary>
    Mx = 15,

    /// <summary>Text (RFC 1035 §3.3.14).</summary>
    Txt = 16,

    /// <summary>An IPv6 address (RFC 3596 §2.2).</summary>
    Aaaa = 28,

    /// <summary>The location of a service (RFC 2782).</summary>
    Srv = 33,

    /// <summary>A certificate association (RFC 6698 §2.1).</summary>
    Tlsa = 52,
}
