namespace Culver.Crash.Tests;

/// <summary>What a mailbox said of itself (RFC 9051 §6.3.11, RFC 7162 §3.1.2.1).</summary>
internal sealed record CrashFacts(uint UidValidity, uint UidNext, ulong HighestModSeq)
{
    /// <summary>UIDVALIDITY stays; UIDNEXT and HIGHESTMODSEQ never go back.</summary>
    public bool MayFollow(CrashFacts before) => UidValidity == before.UidValidity && UidNext >= before.UidNext && HighestModSeq >= before.HighestModSeq;
}
