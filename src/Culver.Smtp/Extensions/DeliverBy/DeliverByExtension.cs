using System.Globalization;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Extensions.FutureRelease;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.DeliverBy;

/// <summary>DELIVERBY (RFC 2852): a message is delivered by a time, or its sender hears of it. No least time is announced: what cannot be done is found out by trying.</summary>
internal sealed class DeliverByExtension : ISmtpExtension, IMailParameter
{
    public string Keyword => "BY";

    public bool IsOffered(SmtpSession session) => session.Protocol == SmtpProtocol.Submission && session.Features.DeliverBy;

    public string? Announce(SmtpSession session) => IsOffered(session) ? "DELIVERBY" : null;

    public void Register(SmtpRegistryBuilder smtp) => smtp.MailParameter(this);

    // by-value = by-time ";" by-mode [by-trace]
    // by-time  = ["-" / "+"] 1*9digit
    // by-mode  = "N" / "R"
    // by-trace = "T"                              RFC 2852 §4
    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session)
    {
        var refusal = new SmtpReply(501, 5, 4, "BY= is followed by seconds, a semicolon, R or N, and perhaps T");
        var semicolon = value?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        if (semicolon < 1)
            return refusal;
        var digits = value.AsSpan(0, semicolon);
        var sign = digits[0] == '-' ? -1 : 1;
        if (digits[0] is '-' or '+')
            digits = digits[1..];
        if (digits.Length is 0 or > 9 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return refusal;
        var mode = value![(semicolon + 1)..].ToUpperInvariant();
        if (mode is not ("R" or "N" or "RT" or "NT"))
            return refusal;
        // RFC 2852 §4: nothing can be returned for a time that has passed.
        if (mode[0] == 'R' && sign * seconds <= 0)
            return new(501, 5, 4, "With R, the time to deliver by is still to come");
        sender = sender with { DeliverBy = new(session.Environment.Time.GetUtcNow().AddSeconds(sign * seconds), mode[0] == 'R', mode.Length == 2) };
        return FutureReleaseExtension.Conflict(sender);
    }
}
