using Culver.Imap.Dispatch;

namespace Culver.Imap.Commands.Session;

/// <summary>ID (RFC 2971): the name of the software, no version: it helps a person, and tells a stranger little.</summary>
internal sealed class IdHandler : ICommandHandler<IdCommand>
{
    public ValueTask<CommandResult> HandleAsync(IdCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        context.Writer.Untagged();
        context.Writer.Keyword("ID (\"name\" \"Culver\")\r\n"u8);
        return new(CommandResult.Ok("ID completed"));
    }
}
