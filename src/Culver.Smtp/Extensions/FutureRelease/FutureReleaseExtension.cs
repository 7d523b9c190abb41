using System.Globalization;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.FutureRelease;

/// <summary>FUTURERELEASE (RFC 4865): a message is held, and goes out when its time has come.</summary>
internal sealed class FutureReleaseExtension : ISmtpExtension
{
    // future-release-integer = %x31-39 *8DIGIT       RFC 4865 §3
    public const long LongestInterval = 999_999_999;

    // line = "250-FUTURERELEASE" SP max-future-release-interval SP max-future-release-date-time      RFC 4865 §3
    public string? Announce(SmtpSession session)
    {
        if (!IsOffered(session))
            return null;
        var longest = Longest(session);
        var latest = session.Environment.Time.GetUtcNow() + longest;
        return string.Create(CultureInfo.InvariantCulture, $"FUTURERELEASE {(long)longest.TotalSeconds} {latest:yyyy-MM-dd'T'HH:mm:ss'Z'}");
    }

    public void Register(SmtpRegistryBuilder smtp) => smtp.MailParameter(new HoldForParameter()).MailParameter(new HoldUntilParameter());

    // RFC 4865 §4.2 (2): on the submission port only.
    public static bool IsOffered(SmtpSession session) =>
        session.Protocol == SmtpProtocol.Submission && session.Features.LongestHold is { } longest && longest >= TimeSpan.FromSeconds(1);

    public static TimeSpan Longest(SmtpSession session)
    {
        var longest = session.Features.LongestHold ?? TimeSpan.Zero;
        return longest.TotalSeconds > LongestInterval ? TimeSpan.FromSeconds(LongestInterval) : longest;
    }

    /// <summary>Keeps the time in the sender, unless it was given already or lies behind the time of delivery.</summary>
    public static SmtpReply? Hold(DateTimeOffset until, string request, ref MessageSender sender)
    {
        // RFC 4865 §4.2 (9), (10).
        if (sender.HoldUntil is not null)
            return new(501, 5, 4, "A message is held once: HOLDFOR or HOLDUNTIL");
        sender = sender with { HoldUntil = until, FutureRelease = request };
        return Conflict(sender);
    }

    /// <summary>RFC 4865 §5.2.2: a message cannot be released after it is to be delivered.</summary>
    public static SmtpReply? Conflict(MessageSender sender) =>
        sender is { HoldUntil: { } held, DeliverBy: { } by } && held > by.Time
            ? new(501, 5, 4, "The message would be held beyond the time it is to be delivered by")
            : null;
}
