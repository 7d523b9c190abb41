using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.EightBitMime;

/// <summary>8BITMIME (RFC 6152): the BODY parameter. Content passes octet for octet, whatever was declared.</summary>
internal sealed class EightBitMimeExtension : ISmtpExtension, IMailParameter
{
    public string Keyword => "BODY";

    public string? Announce(SmtpSession session) => "8BITMIME";

    public void Register(SmtpRegistryBuilder smtp) => smtp.MailParameter(this);

    // body-value ::= "7BIT" / "8BITMIME" / "BINARYMIME"      RFC 6152 §2, RFC 3030 §3
    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session)
    {
        switch (value?.ToUpperInvariant())
        {
            case "7BIT":
                return null;
            case "8BITMIME":
                sender = sender with { Body = BodyType.EightBitMime };
                return null;
            case "BINARYMIME":
                sender = sender with { Body = BodyType.BinaryMime };
                return null;
            default:
                return new(501, 5, 4, "BODY= is followed by 7BIT, 8BITMIME or BINARYMIME");
        }
    }
}
