using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Session;

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
