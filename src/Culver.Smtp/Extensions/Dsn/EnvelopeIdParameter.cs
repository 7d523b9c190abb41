using System.Text;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Extensions.Dsn;

/// <summary>ENVID (RFC 3461 §4.4).</summary>
internal sealed class EnvelopeIdParameter : IMailParameter
{
    private const int Longest = 100;

    public string Keyword => "ENVID";

    public bool IsOffered(SmtpSession session) => DsnExtension.IsOffered(session);

    // envid-parameter = "ENVID=" xtext       RFC 3461 §4.4: up to 100 characters, of printable ASCII once decoded
    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session)
    {
        if (value is not { Length: > 0 and <= Longest } || !Ascii.IsValid(value) || !Xtext.TryDecode(value, out var id) || id.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return new(501, 5, 4, "ENVID= is followed by up to 100 characters of xtext");
        sender = sender with { EnvelopeId = id };
        return null;
    }
}
