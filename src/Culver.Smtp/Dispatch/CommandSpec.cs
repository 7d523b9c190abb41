using Culver.Smtp.Session;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Dispatch;

/// <summary>A registered verb: its name, its traits, and how a line of it is read.</summary>
internal abstract class CommandSpec(string name, CommandTraits traits)
{
    public string Name { get; } = name;

    public CommandTraits Traits { get; } = traits;

    public abstract PreparedCommand Prepare(ref SmtpReader reader);
}

/// <summary>A verb with a grammar and a handler.</summary>
internal sealed class CommandSpec<TCommand>(string name, CommandTraits traits, ISmtpHandler<TCommand> handler) : CommandSpec(name, traits)
    where TCommand : ISmtpCommand<TCommand>
{
    public override PreparedCommand Prepare(ref SmtpReader reader) => new Prepared(this, TCommand.Parse(ref reader), handler);

    private sealed class Prepared(CommandSpec spec, TCommand command, ISmtpHandler<TCommand> handler) : PreparedCommand(spec)
    {
        public override ValueTask<CommandResult> RunAsync(SmtpSession session, CancellationToken cancellationToken) =>
            handler.HandleAsync(command, session, cancellationToken);
    }
}
