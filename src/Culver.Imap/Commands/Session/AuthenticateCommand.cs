using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Session;

// authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp] *(CRLF base64)                    RFC 9051 §9
internal sealed record AuthenticateCommand(string Mechanism, byte[]? InitialResponse) : IImapCommand<AuthenticateCommand>
{
    public static AuthenticateCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var mechanism = reader.Word("a SASL mechanism");
        byte[]? initial = null;
        // RFC 4959 §3: only where SASL-IR is announced.
        if (context.Offers("SASL-IR") && reader.TrySpace())
            initial = reader.InitialResponse();
        reader.End();
        return new(mechanism, initial);
    }

    /// <summary>Shows no secret.</summary>
    public override string ToString() => nameof(AuthenticateCommand);
}
