using System.Globalization;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.FutureRelease;

/// <summary>HOLDUNTIL (RFC 4865 §3).</summary>
internal sealed class HoldUntilParameter : IMailParameter
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd't'HH:mm:ss'z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd't'HH:mm:ss.FFFFFFF'z'",
    ];

    public string Keyword => "HOLDUNTIL";

    public bool IsOffered(SmtpSession session) => FutureReleaseExtension.IsOffered(session);

    // hold-until-param = "HOLDUNTIL=" Internet-style-date-time-UTC        RFC 4865 §3: a date-time of RFC 3339 whose offset is Z
    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session)
    {
        if (!DateTimeOffset.TryParseExact(value, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
            return new(501, 5, 4, "HOLDUNTIL= is followed by a time in UTC, as in 2031-12-24T18:00:00Z");
        var now = session.Environment.Time.GetUtcNow();
        if (until <= now)
            return new(501, 5, 4, "HOLDUNTIL= is followed by a time to come");
        // RFC 4865 §4.2 (8).
        return until > now + FutureReleaseExtension.Longest(session)
            ? new(501, 5, 4, "Messages are not held for so long here")
            : FutureReleaseExtension.Hold(until, "until;" + value, ref sender);
    }
}
