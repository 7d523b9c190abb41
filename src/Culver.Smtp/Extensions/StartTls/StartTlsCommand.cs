using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Extensions.StartTls;

/// <summary>STARTTLS (RFC 3207 §4).</summary>
internal sealed record StartTlsCommand : ISmtpCommand<StartTlsCommand>
{
    // RFC 3207 §4: no parameters, else 501.
    public static StartTlsCommand Parse(ref SmtpReader reader)
    {
        reader.End("STARTTLS has no parameters");
        return new();
    }
}
