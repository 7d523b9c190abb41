using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Session;

/// <summary>NOOP, and CHECK of RFC 3501 §6.4.1: what changed is told by the loop.</summary>
internal sealed class NoopHandler(string name) : ICommandHandler<NoArguments>
{
    private readonly CommandResult _done = CommandResult.Ok(name + " completed");

    public ValueTask<CommandResult> HandleAsync(NoArguments command, CommandContext context, CancellationToken cancellationToken) => new(_done);
}

/// <summary>LOGOUT (RFC 9051 §6.1.3).</summary>
internal sealed class LogoutHandler : ICommandHandler<NoArguments>
{
    public ValueTask<CommandResult> HandleAsync(NoArguments command, CommandContext context, CancellationToken cancellationToken)
    {
        context.Writer.Status(ResponseStatus.Bye, null, "Logging out");
        context.Session.IsEnding = true;
        return new(CommandResult.Ok("LOGOUT completed"));
    }
}

/// <summary>CAPABILITY (RFC 9051 §6.1.1): what is registered, and nothing else.</summary>
internal sealed class CapabilityHandler(Lazy<ImapRegistry> registry) : ICommandHandler<NoArguments>
{
    public ValueTask<CommandResult> HandleAsync(NoArguments command, CommandContext context, CancellationToken cancellationToken)
    {
        var writer = context.Writer;
        writer.Untagged();
        writer.Keyword("CAPABILITY"u8);
        foreach (var capability in registry.Value.Capabilities(context.Session))
        {
            writer.Space();
            writer.Atom(capability);
        }

        writer.CrLf();
        return new(CommandResult.Ok("CAPABILITY completed"));
    }
}
