using Culver.Smtp.Session;

namespace Culver.Smtp.Dispatch;

/// <summary>A command that was read and can be run; it holds nothing of the line it came from.</summary>
internal abstract class PreparedCommand(CommandSpec spec)
{
    public CommandSpec Spec { get; } = spec;

    public abstract ValueTask<CommandResult> RunAsync(SmtpSession session, CancellationToken cancellationToken);
}
