using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;
using Culver.Pop3.Wire;

namespace Culver.Pop3.Commands;

/// <summary>The first line of an HTTP request.</summary>
internal sealed record WebRequest : IPop3Command<WebRequest>
{
    public static WebRequest Parse(ref Pop3Reader reader) => new();
}

/// <summary>Closes the connection.</summary>
internal sealed class WebRequestHandler : IPop3Handler<WebRequest>
{
    public ValueTask<CommandResult> HandleAsync(WebRequest command, Pop3Session session, CancellationToken cancellationToken) =>
        new(CommandResult.Last(Pop3Reply.Err("This is not a web server")));
}
