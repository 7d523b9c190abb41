using System.Globalization;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Size;

/// <summary>SIZE (RFC 1870): the limit is announced, and a message declared larger is refused before it is sent.</summary>
internal sealed class SizeExtension : ISmtpExtension, IMailParameter
{
    public string Keyword => "SIZE";

    // size-param ::= [SP [size]]       RFC 1870 §3
    public string? Announce(SmtpSession session) => string.Create(CultureInfo.InvariantCulture, $"SIZE {session.Environment.Options.MaxMessageSize}");

    public void Register(SmtpRegistryBuilder smtp) => smtp.MailParameter(this);

    // size-value ::= 1*20DIGIT         RFC 1870 §3
    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session)
    {
        if (value is null or { Length: 0 or > 20 } || !UInt128.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            return new(501, 5, 4, "SIZE= is followed by a number of octets, up to twenty digits");
        // RFC 1870 §6.1 (2).
        if (size > (UInt128)session.Environment.Options.MaxMessageSize)
            return KnownReplies.TooBig(session.Environment.Options.MaxMessageSize);
        sender = sender with { DeclaredSize = (long)size };
        return null;
    }
}
