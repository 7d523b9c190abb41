namespace Culver.MailAuth.Spf;

/// <summary>Limits of an SPF check (RFC 7208 §4.6.4).</summary>
public sealed class SpfOptions
{
    /// <summary>How many lookups may find nothing before the record counts as broken.</summary>
    public int VoidLookups { get; set; } = 2;

    /// <summary>How long a check may take in all.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The name of the receiving host, for the <c>r</c> macro of explanations.</summary>
    public string ReceiverName { get; set; } = "unknown";
}
