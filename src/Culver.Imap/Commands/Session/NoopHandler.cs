using Culver.Imap.Dispatch;

namespace Culver.Imap.Commands.Session;

/// <summary>NOOP, and CHECK of RFC 3501 §6.4.1: what changed is told by the loop.</summary>
internal sealed class NoopHandler(string name) : ICommandHandler<NoArguments>
{
    private readonly CommandResult _done = CommandResult.Ok(name + " completed");

    public ValueTask<CommandResult> HandleAsync(NoArguments command, CommandContext context, CancellationToken cancellationToken) => new(_done);
}
