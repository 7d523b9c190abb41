using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Commands.Rcpt;

/// <summary>RCPT (RFC 5321 §4.1.1.3).</summary>
internal sealed record RcptCommand(MailAddress ForwardPath, IReadOnlyList<EsmtpParameter> Parameters) : ISmtpCommand<RcptCommand>
{
    // rcpt = "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) [SP Rcpt-parameters] CRLF
    public static RcptCommand Parse(ref SmtpReader reader)
    {
        reader.Space("Expected RCPT TO:<address>");
        if (!reader.TryTakeWord("TO:"u8))
            throw new SmtpSyntaxException("Expected RCPT TO:<address>");
        // Liberty, RFC 5321 §3.3: no space belongs here, yet many clients send one.
        reader.SkipSpaces();
        var path = PathGrammar.Path(ref reader, PathRole.Forward)
            ?? throw new SmtpSyntaxException(new SmtpReply(501, 1, 3, "A recipient has an address; <> is for senders"));
        return new(path, reader.Parameters());
    }
}
