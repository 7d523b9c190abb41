using System.Globalization;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Limits;

/// <summary>LIMITS (RFC 9422): how many RCPT commands a transaction may have. Transactions in a session and domains in one are not limited.</summary>
internal sealed class LimitsExtension : ISmtpExtension
{
    // RFC 9422 §4.2: six digits at most, not zero.
    private const int MostDigits = 999_999;

    // limits-param     = limit-name-value 0*[SP limit-name-value]
    // limit-name-value = limit-name ["=" limit-value]                     RFC 9422 §3
    public string? Announce(SmtpSession session) =>
        string.Create(CultureInfo.InvariantCulture, $"LIMITS RCPTMAX={Math.Min(session.Environment.Options.MaxRecipients, MostDigits)}");

    public void Register(SmtpRegistryBuilder smtp)
    {
        // RFC 9422 §3 adds no verb and no parameter.
    }
}
