using Culver.Imap.Dispatch;

namespace Culver.Imap.Commands.Mailboxes;

/// <summary>NAMESPACE (RFC 9051 §6.3.10, RFC 2342): one personal namespace; nothing is shared yet.</summary>
internal sealed class NamespaceHandler : ICommandHandler<NoArguments>
{
    public ValueTask<CommandResult> HandleAsync(NoArguments command, CommandContext context, CancellationToken cancellationToken)
    {
        context.Writer.Untagged();
        context.Writer.Keyword("NAMESPACE ((\"\" \"/\")) NIL NIL\r\n"u8);
        return new(CommandResult.Ok("NAMESPACE completed"));
    }
}
