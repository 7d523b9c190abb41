using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;
using Culver.Pop3.Wire;

namespace Culver.Pop3.Extensions;

/// <summary>STLS (RFC 2595 §4).</summary>
internal sealed class StlsExtension : IPop3Extension
{
    public string Tag => "STLS";

    // RFC 2595 §4 and §8: announced where it is permitted in the state of now: before TLS, before login, and before UTF8 (RFC 6856 §2.1).
    public string? Announce(Pop3Session session) =>
        session.Connection.CanStartTls && session.State == SessionStates.Authorization && !session.IsUtf8 ? Tag : null;

    public void Register(Pop3RegistryBuilder pop3) => pop3.Command(Tag, SessionStates.Authorization, new StlsHandler());
}

/// <summary>
/// Protects the connection. What the client sent behind the command is thrown away by the connection before the go-ahead, for it came in the clear, and
/// the session starts anew (RFC 2595 §4).
/// </summary>
internal sealed class StlsHandler : IPop3Handler<NoArguments>
{
    private static readonly byte[] GoAhead = ResponseWriter.Format(Pop3Reply.Ok("Begin TLS now"));

    public async ValueTask<CommandResult> HandleAsync(NoArguments command, Pop3Session session, CancellationToken cancellationToken)
    {
        if (session.Connection.Tls is not null)
            return Pop3Reply.Err("TLS is active already");
        if (!session.Connection.CanStartTls)
            return Pop3Reply.Err("TLS is not offered here");
        // RFC 6856 §2.1: not after UTF8.
        if (session.IsUtf8)
            return Pop3Reply.Err("STLS comes before UTF8");
        session.Forget();
        await session.Writer.FlushAsync(cancellationToken);
        var secured = await session.Connection.StartTlsAsync(GoAhead, cancellationToken);
        return CommandResult.Written(close: !secured);
    }
}
