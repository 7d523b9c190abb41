using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Commands.Vrfy;

/// <summary>VRFY (RFC 5321 §4.1.1.6).</summary>
internal sealed record VrfyCommand : ISmtpCommand<VrfyCommand>
{
    // vrfy = "VRFY" SP String CRLF
    // RFC 6531 §3.7.4.2 adds SMTPUTF8 after it; our answer is ASCII either way.
    public static VrfyCommand Parse(ref SmtpReader reader)
    {
        reader.Space("Expected VRFY and a name");
        reader.SkipSpaces();
        if (reader.AtEnd)
            throw new SmtpSyntaxException("Expected VRFY and a name");
        return new();
    }
}
