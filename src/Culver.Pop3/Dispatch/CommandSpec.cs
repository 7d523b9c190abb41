using Culver.Pop3.Session;
using Culver.Pop3.Wire;

namespace Culver.Pop3.Dispatch;

/// <summary>A registered command: its keyword, the states it is legal in, and how a line of it is read.</summary>
internal abstract class CommandSpec(string name, SessionStates states)
{
    public string Name { get; } = name;

    public SessionStates States { get; } = states;

    public abstract PreparedCommand Prepare(ref Pop3Reader reader);
}

/// <summary>A command with a grammar and a handler.</summary>
internal sealed class CommandSpec<TCommand>(string name, SessionStates states, IPop3Handler<TCommand> handler) : CommandSpec(name, states)
    where TCommand : IPop3Command<TCommand>
{
    public override PreparedCommand Prepare(ref Pop3Reader reader) => new Prepared(this, TCommand.Parse(ref reader), handler);

    private sealed class Prepared(CommandSpec spec, TCommand command, IPop3Handler<TCommand> handler) : PreparedCommand(spec)
    {
        public override ValueTask<CommandResult> RunAsync(Pop3Session session, CancellationToken cancellationToken) =>
            handler.HandleAsync(command, session, cancellationToken);
    }
}
