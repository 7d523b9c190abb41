using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.BinaryMime;

/// <summary>BINARYMIME (RFC 3030 §3): a value of BODY, which lets BDAT carry octets that are no lines.</summary>
internal sealed class BinaryMimeExtension : ISmtpExtension
{
    public string? Announce(SmtpSession session) => "BINARYMIME";

    public void Register(SmtpRegistryBuilder smtp)
    {
        // The value belongs to the BODY parameter, which 8BITMIME registers.
    }
}
