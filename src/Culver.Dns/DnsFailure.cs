namespace Culver.Dns;

/// <summary>Why a question stayed without an answer.</summary>
public enum DnsFailure
{
    /// <summary>No server answered in time.</summary>
    Timeout,

    /// <summary>The servers said SERVFAIL: their own trouble, the zone's servers unreachable, or DNSSEC that does not validate.</summary>
    ServerFailure,

    /// <summary>The servers would not answer (REFUSED, NOTIMP, FORMERR).</summary>
    Refused,

    /// <summary>What came back was no answer to the question, or a chain of aliases without end.</summary>
    BadAnswer,

    /// <summary>There is no server to ask.</summary>
    NoServer,
}
