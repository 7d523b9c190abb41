namespace Culver.Imap.Dispatch;

/// <summary>Carries out one command: asks the store, writes untagged data, returns how it ended.</summary>
internal interface ICommandHandler<in TCommand>
{
    ValueTask<CommandResult> HandleAsync(TCommand command, CommandContext context, CancellationToken cancellationToken);
}
