using Culver.Smtp.Commands.Refused;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Help;

/// <summary>Lists the commands, as registered.</summary>
internal sealed class HelpHandler : ISmtpHandler<HelpCommand>
{
    public ValueTask<CommandResult> HandleAsync(HelpCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        var names = session.Environment.Registry.Commands.Where(spec => spec is not CommandSpec<RefusedCommand>).Select(spec => spec.Name);
        return new(new SmtpReply(214, 0, 0, "Commands: " + string.Join(' ', names)));
    }
}
