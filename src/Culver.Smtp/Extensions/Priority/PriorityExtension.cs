using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Extensions.Priority;

/// <summary>MT-PRIORITY (RFC 6710): which message is worked on first. No policy is named, which §3 (3) leaves open.</summary>
internal sealed class PriorityExtension : ISmtpExtension, IMailParameter
{
    private const string Name = "MT-PRIORITY";

    public string Keyword => Name;

    public bool IsOffered(SmtpSession session) => session.Protocol == SmtpProtocol.Submission && session.Features.HighestPriority is not null;

    public string? Announce(SmtpSession session) => IsOffered(session) ? Name : null;

    public void Register(SmtpRegistryBuilder smtp) => smtp.MailParameter(this);

    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session)
    {
        // RFC 6710 §4.1 (1): 501 and 5.5.2.
        if (Read(value) is not { } priority)
            return new(501, 5, 2, "MT-PRIORITY= is followed by a number from -9 to 9");
        sender = sender with { Priority = Math.Min(priority, session.Features.HighestPriority!.Value) };
        return null;
    }

    /// <summary>Whether a client got a lower priority than it asked for.</summary>
    public static bool WasLowered(IReadOnlyList<EsmtpParameter> parameters, MessageSender sender)
    {
        foreach (var (keyword, value) in parameters)
        {
            if (keyword == Name)
                return Read(value) > sender.Priority;
        }

        return false;
    }

    // priority-value = (["-"] NZDIGIT) / "0"       RFC 6710 §7
    private static int? Read(string? value) => value switch
    {
        [>= '0' and <= '9'] => value[0] - '0',
        ['-', >= '1' and <= '9'] => '0' - value[1],
        _ => null,
    };
}
