using Culver.Imap.Commands.Fetch.Items;

namespace Culver.Imap.Dispatch;

/// <summary>The seams extensions plug into. A name registered twice is our mistake.</summary>
internal sealed class ImapRegistryBuilder
{
    public Dictionary<string, CommandSpec> Commands { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, FetchItemSpec> FetchItems { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, StatusItem> StatusItems { get; } = new(StringComparer.Ordinal);

    /// <summary>A command, with what decides about its literals where they are not ordinary, and the capability it is gone without.</summary>
    public void Command<TCommand>(
        string name, SessionStates states, CommandTraits traits, ICommandHandler<TCommand> handler, ICommandLiterals? literals = null, string? capability = null)
        where TCommand : class, IImapCommand<TCommand> =>
        Commands.Add(name, new CommandSpec<TCommand>(name, states, traits, byUid: false, handler) { Literals = literals, Capability = capability });

    /// <summary>The UID form of a command, in the selected state.</summary>
    public void UidCommand<TCommand>(string name, CommandTraits traits, ICommandHandler<TCommand> handler, string? capability = null)
        where TCommand : class, IImapCommand<TCommand> =>
        Commands.Add("UID " + name, new CommandSpec<TCommand>("UID " + name, SessionStates.Selected, traits, byUid: true, handler) { Capability = capability });

    /// <summary>A FETCH item, with the capability it is gone without.</summary>
    public void FetchItem(string name, FetchItemReading reading, string? capability = null) => FetchItems.Add(name, new(reading, capability));

    /// <summary>A STATUS item.</summary>
    public void StatusItem(StatusItem item) => StatusItems.Add(item.Name, item);
}
