using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Commands.Mail;

/// <summary>MAIL (RFC 5321 §4.1.1.2).</summary>
internal sealed record MailCommand(MailAddress? ReversePath, IReadOnlyList<EsmtpParameter> Parameters) : ISmtpCommand<MailCommand>
{
    // mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF
    public static MailCommand Parse(ref SmtpReader reader)
    {
        reader.Space("Expected MAIL FROM:<address>");
        if (!reader.TryTakeWord("FROM:"u8))
            throw new SmtpSyntaxException("Expected MAIL FROM:<address>");
        // Liberty, RFC 5321 §3.3: no space belongs here, yet many clients send one.
        reader.SkipSpaces();
        var path = PathGrammar.Path(ref reader, PathRole.Reverse);
        return new(path, reader.Parameters());
    }
}
