using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Dmarc;
using Culver.MailAuth.Messages;
using Culver.MailAuth.Spf;
using Culver.Storage;
using Microsoft.Extensions.Logging;

namespace Culver.Delivery.Authentication;

/// <summary>What all checked transactions share.</summary>
internal sealed record AuthenticationServices(
    SpfEvaluator Spf, DkimVerifier Dkim, DmarcEvaluator Dmarc, ArcVerifier Arc, IMailStore Store, MailAuthOptions Options, TimeProvider Time, DeliveryMetrics Metrics, ILogger Log)
{
    /// <summary>What a message may ask of a scan.</summary>
    public ScanLimits Limits { get; } = new(Options.MaxHeaderSize, Options.MaxSignatures);
}
