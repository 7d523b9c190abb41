using Culver.Imap.Dispatch;

namespace Culver.Imap.Commands.Session;

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
