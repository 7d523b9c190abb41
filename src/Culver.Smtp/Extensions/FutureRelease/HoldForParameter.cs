using System.Globalization;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.FutureRelease;

/// <summary>HOLDFOR (RFC 4865 §3).</summary>
internal sealed class HoldForParameter : IMailParameter
{
    public string Keyword => "HOLDFOR";

    public bool IsOffered(SmtpSession session) => FutureReleaseExtension.IsOffered(session);

    // hold-for-param         = "HOLDFOR=" future-release-integer
    // future-release-integer = %x31-39 *8DIGIT                        RFC 4865 §3
    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session)
    {
        if (value is not { Length: > 0 and <= 9 } || value[0] == '0' || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return new(501, 5, 4, "HOLDFOR= is followed by a number of seconds");
        var interval = TimeSpan.FromSeconds(seconds);
        // RFC 4865 §4.2 (7).
        return interval > FutureReleaseExtension.Longest(session)
            ? new(501, 5, 4, "Messages are not held for so long here")
            : FutureReleaseExtension.Hold(session.Environment.Time.GetUtcNow() + interval, "for;" + value, ref sender);
    }
}
