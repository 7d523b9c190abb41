using Culver.Pop3.Dispatch;
using Culver.Pop3.Extensions;

namespace Culver.Pop3.Commands;

/// <summary>The commands every server has (RFC 1939 §9), CAPA, and those that are known only to part with who sends them.</summary>
internal static class BaseCommands
{
    public static void Register(Pop3RegistryBuilder pop3)
    {
        pop3.Command("CAPA", SessionStates.Any, new CapaHandler())
            .Command("QUIT", SessionStates.Any, new QuitHandler())
            .Command("STAT", SessionStates.Transaction, new StatHandler())
            .Command("LIST", SessionStates.Transaction, new ListHandler())
            .Command("RETR", SessionStates.Transaction, new RetrHandler())
            .Command("DELE", SessionStates.Transaction, new DeleHandler())
            .Command("NOOP", SessionStates.Transaction, new NoopHandler())
            .Command("RSET", SessionStates.Transaction, new RsetHandler());

        // A browser that was led here sends these; what it sends behind them must not be taken for commands.
        foreach (var name in (string[])["GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS"])
            pop3.Command(name, SessionStates.Authorization, new WebRequestHandler());
    }
}
