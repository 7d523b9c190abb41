using System.Text;
using Culver.Pop3.Dispatch;
using Culver.Pop3.Wire;
using Culver.Sasl;

namespace Culver.Pop3.Extensions;

// auth-command     = "AUTH" SP sasl-mech [SP initial-response] *(CRLF [base64]) [CRLF cancel-response] CRLF
// initial-response = base64 / "="                                                                RFC 5034 §5
/// <summary>AUTH with what stands in its line. Without a mechanism it asks for their names.</summary>
internal sealed record AuthCommand(string? Mechanism, byte[]? InitialResponse) : IPop3Command<AuthCommand>
{
    public static AuthCommand Parse(ref Pop3Reader reader)
    {
        if (!reader.TrySpace())
            return new(null, null);
        var mechanism = Encoding.ASCII.GetString(reader.Word("Expected the name of a mechanism"));
        byte[]? initial = null;
        if (reader.TrySpace() && !SaslBase64.TryDecodeInitialResponse(reader.Word("Expected base64, or ="), out initial))
            throw new Pop3SyntaxException("Expected base64, or =");
        reader.End("Expected a mechanism and perhaps one initial response");
        return new(mechanism, initial);
    }

    /// <summary>Shows no secret.</summary>
    public override string ToString() => nameof(AuthCommand);
}
