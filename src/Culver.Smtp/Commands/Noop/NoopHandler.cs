using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Commands.Noop;

/// <summary>Does nothing (RFC 5321 §4.1.1.9).</summary>
internal sealed class NoopHandler : ISmtpHandler<NoopCommand>
{
    private static readonly SmtpReply Done = new(250, 0, 0, "OK");

    public ValueTask<CommandResult> HandleAsync(NoopCommand command, SmtpSession session, CancellationToken cancellationToken) => new(Done);
}
