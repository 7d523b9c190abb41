using System.Text;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Extensions.Auth;

/// <summary>
/// AUTH= of MAIL (RFC 4954 §5). Nobody is trusted to say who submitted a message to somebody else, so what is well formed is read and forgotten,
/// which that section allows: it is as if <c>AUTH=&lt;&gt;</c> had been said.
/// </summary>
internal sealed class AuthParameter : IMailParameter
{
    // RFC 4954 §3: the parameter adds at most 500 characters to MAIL.
    private const int Longest = 500;

    public string Keyword => "AUTH";

    // RFC 4954 §5: wherever AUTH is announced, also before the client logged in.
    public bool IsOffered(SmtpSession session) => session.Environment.Logins is not null;

    // auth-param = "AUTH=" xtext      RFC 4954 §8: the decoded xtext is a mailbox or "<>"
    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session) =>
        value is { Length: <= Longest } && Xtext.TryDecode(value, out var text) && (text == "<>" || PathGrammar.IsMailbox(Encoding.UTF8.GetBytes(text)))
            ? null
            : new(501, 5, 4, "AUTH= is followed by an address as xtext, or by <>");
}
