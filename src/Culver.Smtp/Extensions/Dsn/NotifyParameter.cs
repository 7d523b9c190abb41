using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Dsn;

/// <summary>NOTIFY (RFC 3461 §4.1).</summary>
internal sealed class NotifyParameter : IRecipientParameter
{
    public string Keyword => "NOTIFY";

    public bool IsOffered(SmtpSession session) => DsnExtension.IsOffered(session);

    // notify-esmtp-value  = "NEVER" / 1#notify-list-element
    // notify-list-element = "SUCCESS" / "FAILURE" / "DELAY"       RFC 3461 §4.1, in any case
    public SmtpReply? Apply(string? value, ref MessageRecipient recipient, SmtpSession session)
    {
        if (Read(value) is not { } conditions)
            return new(501, 5, 4, "NOTIFY= is followed by NEVER, or by SUCCESS, FAILURE and DELAY with commas between");
        recipient = recipient with { Notify = conditions };
        return null;
    }

    private static NotifyConditions? Read(string? value)
    {
        if (value is null)
            return null;
        if (value.Equals("NEVER", StringComparison.OrdinalIgnoreCase))
            return NotifyConditions.Never;
        var conditions = NotifyConditions.Unspecified;
        foreach (var element in value.Split(','))
        {
            NotifyConditions? condition = element.ToUpperInvariant() switch
            {
                "SUCCESS" => NotifyConditions.Success,
                "FAILURE" => NotifyConditions.Failure,
                "DELAY" => NotifyConditions.Delay,
                _ => null,
            };
            if (condition is not { } known)
                return null;
            conditions |= known;
        }

        return conditions;
    }
}
