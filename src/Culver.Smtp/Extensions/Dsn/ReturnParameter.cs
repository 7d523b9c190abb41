using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Dsn;

/// <summary>RET (RFC 3461 §4.3).</summary>
internal sealed class ReturnParameter : IMailParameter
{
    public string Keyword => "RET";

    public bool IsOffered(SmtpSession session) => DsnExtension.IsOffered(session);

    // ret-value = "FULL" / "HDRS"       RFC 3461 §4.3, in any case
    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session)
    {
        ReturnedContent? wanted = value?.ToUpperInvariant() switch
        {
            "FULL" => ReturnedContent.Full,
            "HDRS" => ReturnedContent.Headers,
            _ => null,
        };
        if (wanted is not { } content)
            return new(501, 5, 4, "RET= is followed by FULL or HDRS");
        sender = sender with { Return = content };
        return null;
    }
}
