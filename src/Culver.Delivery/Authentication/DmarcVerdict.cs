using Culver.MailAuth.Arc;
using Culver.MailAuth.Dmarc;

namespace Culver.Delivery.Authentication;

/// <summary>What becomes of a message after its checks.</summary>
internal sealed record DmarcVerdict(string Name)
{
    public static DmarcVerdict Deliver { get; } = new("deliver");

    public static DmarcVerdict Quarantine { get; } = new("quarantine");

    public static DmarcVerdict Refuse { get; } = new("refuse");

    /// <summary>Weighs what the author's domain asks for against what is set here.</summary>
    public static DmarcVerdict Of(Findings findings, MailAuthOptions options)
    {
        if (findings.Dmarc is not { Result: DmarcResult.Fail } dmarc || dmarc.Disposition == DmarcPolicy.None || options.Dmarc == DmarcAction.None)
            return Deliver;
        // RFC 9989 §5.4, RFC 8617 §7.2: a receiver may know better, by a chain of custody from one it trusts.
        if (findings.Arc is { Outcome: ArcOutcome.Pass, Sealers: [.., var sealer] } && options.TrustedSealers.Contains(sealer, StringComparer.OrdinalIgnoreCase))
            return Deliver;
        return options.Dmarc == DmarcAction.Enforce && dmarc.Disposition == DmarcPolicy.Reject ? Refuse : Quarantine;
    }
}
