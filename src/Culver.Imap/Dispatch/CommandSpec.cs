using Culver.Imap.Session;
using Culver.Imap.Wire;

namespace Culver.Imap.Dispatch;

/// <summary>The facts of one command, as data, and the way from its bytes to its handler.</summary>
internal abstract class CommandSpec(string name, SessionStates states, CommandTraits traits)
{
    /// <summary>In upper case; with <c>UID </c> in front for the UID form.</summary>
    public string Name { get; } = name;

    public SessionStates States { get; } = states;

    public CommandTraits Traits { get; } = traits;

    public bool Has(CommandTraits trait) => (Traits & trait) != CommandTraits.None;

    /// <summary>The capability it comes with: where that is switched off there is no such command. Null for what cannot be without.</summary>
    public string? Capability { get; init; }

    /// <summary>Decides about its literals; null for the ordinary: inline, and small.</summary>
    public ICommandLiterals? Literals { get; init; }

    /// <summary>Reads the arguments. The result is only good for <see cref="RunAsync"/> of this very spec.</summary>
    public abstract object Parse(ref ImapReader reader, ImapRegistry registry, ImapSession session);

    public abstract ValueTask<CommandResult> RunAsync(object command, CommandContext context, CancellationToken cancellationToken);

    /// <summary>Whether such commands can be carried out together.</summary>
    public abstract bool HasRounds { get; }

    /// <summary>Begins a round; only where there are rounds.</summary>
    public abstract ICommandRound Round(CommandContext context);
}

/// <summary>A command with its request type and handler.</summary>
internal sealed class CommandSpec<TCommand>(string name, SessionStates states, CommandTraits traits, bool byUid, ICommandHandler<TCommand> handler)
    : CommandSpec(name, states, traits)
    where TCommand : class, IImapCommand<TCommand>
{
    public override bool HasRounds => handler is IRoundHandler;

    public override ICommandRound Round(CommandContext context) => ((IRoundHandler)handler).Round(context);

    public override object Parse(ref ImapReader reader, ImapRegistry registry, ImapSession session) =>
        TCommand.Parse(ref reader, new(byUid, registry, session));

    public override ValueTask<CommandResult> RunAsync(object command, CommandContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync((TCommand)command, context, cancellationToken);
}
