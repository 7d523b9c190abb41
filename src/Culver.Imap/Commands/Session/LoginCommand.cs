using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Session;

// login = "LOGIN" SP userid SP password; userid = astring; password = astring                    RFC 9051 §9
internal sealed record LoginCommand(string UserName, string Password) : IImapCommand<LoginCommand>
{
    public static LoginCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var user = reader.AString();
        reader.Space();
        var password = reader.AString();
        reader.End();
        return new(user, password);
    }

    /// <summary>Shows no secret.</summary>
    public override string ToString() => nameof(LoginCommand);
}
