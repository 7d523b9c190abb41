using Culver.Pop3.Session;

namespace Culver.Pop3.Dispatch;

/// <summary>A command that was read and can be run; it holds nothing of the line it came from.</summary>
internal abstract class PreparedCommand(CommandSpec spec)
{
    public CommandSpec Spec { get; } = spec;

    public abstract ValueTask<CommandResult> RunAsync(Pop3Session session, CancellationToken cancellationToken);
}
