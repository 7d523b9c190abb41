using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Commands.Rset;

/// <summary>RSET (RFC 5321 §4.1.1).</summary>
internal sealed record RsetCommand : ISmtpCommand<RsetCommand>
{
    // rset = "RSET" CRLF
    public static RsetCommand Parse(ref SmtpReader reader)
    {
        reader.End("RSET has no parameters");
        return new();
    }
}
