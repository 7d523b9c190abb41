using System.Text;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Extensions.Auth;

/// <summary>AUTH (RFC 4954 §4).</summary>
/// <param name="Mechanism">The mechanism's name as the client wrote it.</param>
/// <param name="InitialResponse">What follows it, still encoded; <see langword="null"/> for nothing.</param>
internal sealed record AuthCommand(string Mechanism, byte[]? InitialResponse) : ISmtpCommand<AuthCommand>
{
    // auth-command     = "AUTH" SP sasl-mech [SP initial-response] *(CRLF [base64]) [CRLF cancel-response] CRLF
    // initial-response = base64 / "="                                                              RFC 4954 §8
    public static AuthCommand Parse(ref SmtpReader reader)
    {
        const string expected = "Expected AUTH, the name of a mechanism, and perhaps an initial response";
        reader.Space(expected);
        var mechanism = reader.Token();
        // sasl-mech = 1*20mech-char       RFC 4422 §3.1
        if (mechanism.Length is 0 or > 20)
            throw new SmtpSyntaxException(expected);
        foreach (var b in mechanism)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'-' or (byte)'_'))
                throw new SmtpSyntaxException(expected);
        }

        var name = Encoding.ASCII.GetString(mechanism);
        reader.SkipSpaces();
        if (reader.AtEnd)
            return new(name, null);
        var response = reader.Token().ToArray();
        reader.End(expected);
        return new(name, response);
    }

    /// <summary>Shows no secret.</summary>
    public override string ToString() => nameof(AuthCommand);
}
