using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Commands.Data;

/// <summary>DATA (RFC 5321 §4.1.1.4).</summary>
internal sealed record DataCommand : ISmtpCommand<DataCommand>
{
    // data = "DATA" CRLF
    public static DataCommand Parse(ref SmtpReader reader)
    {
        reader.End("DATA has no parameters");
        return new();
    }
}
