using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;

namespace Culver.Pop3.Extensions;

/// <summary>CAPA (RFC 2449 §5): what is registered and offered in this session now, and nothing else.</summary>
internal sealed class CapaHandler : IPop3Handler<NoArguments>
{
    public ValueTask<CommandResult> HandleAsync(NoArguments command, Pop3Session session, CancellationToken cancellationToken)
    {
        session.Writer.Begin("Capability list follows");
        foreach (var line in session.Environment.Registry.Announce(session))
            session.Writer.Line(line);
        session.Writer.End();
        return new(CommandResult.Written());
    }
}
