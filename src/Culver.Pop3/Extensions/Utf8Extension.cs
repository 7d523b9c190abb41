using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;

namespace Culver.Pop3.Extensions;

/// <summary>UTF8 (RFC 6856 §2). With USER: names and passwords may be UTF-8, before the command too.</summary>
internal sealed class Utf8Extension : IPop3Extension
{
    public string Tag => "UTF8";

    public string? Announce(Pop3Session session) => "UTF8 USER";

    public void Register(Pop3RegistryBuilder pop3) => pop3.Command(Tag, SessionStates.Authorization, new Utf8Handler());
}

/// <summary>Turns UTF-8 mode on; there is no way back.</summary>
internal sealed class Utf8Handler : IPop3Handler<NoArguments>
{
    public ValueTask<CommandResult> HandleAsync(NoArguments command, Pop3Session session, CancellationToken cancellationToken)
    {
        session.IsUtf8 = true;
        return new(Pop3Reply.Ok("UTF-8 it is"));
    }
}
