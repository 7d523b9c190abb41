using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Commands.Quit;

/// <summary>QUIT (RFC 5321 §4.1.1).</summary>
internal sealed record QuitCommand : ISmtpCommand<QuitCommand>
{
    // quit = "QUIT" CRLF
    public static QuitCommand Parse(ref SmtpReader reader)
    {
        reader.End("QUIT has no parameters");
        return new();
    }
}
