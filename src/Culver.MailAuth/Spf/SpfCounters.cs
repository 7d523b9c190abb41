namespace Culver.MailAuth.Spf;

/// <summary>What one check has used of its limits, over all records it came through (RFC 7208 §4.6.4).</summary>
internal sealed class SpfCounters(int voidLimit)
{
    public const int TermLimit = 10;
    public const int NameLimit = 10; // of MX and PTR records of one term

    private int _terms;
    private int _voids;

    public bool IsExceeded => _terms > TermLimit || _voids > voidLimit;

    public string Problem => _terms > TermLimit ? $"more than {TermLimit} terms ask the DNS" : $"more than {voidLimit} lookups found nothing";

    public void Term() => _terms++;

    public void Void() => _voids++;
}
