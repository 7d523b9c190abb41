namespace Culver.Pop3.Dispatch;

/// <summary>Collects what commands and extensions register. A name that is taken is a mistake of ours and throws.</summary>
internal sealed class Pop3RegistryBuilder(IReadOnlySet<string> disabled)
{
    private readonly Dictionary<string, CommandSpec> _commands = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPop3Extension> _extensions = [];

    public Pop3RegistryBuilder Command<TCommand>(string name, SessionStates states, IPop3Handler<TCommand> handler)
        where TCommand : IPop3Command<TCommand>
    {
        _commands.Add(name, new CommandSpec<TCommand>(name, states, handler));
        return this;
    }

    /// <summary>Adds a capability and its commands, unless the settings switch it off.</summary>
    public Pop3RegistryBuilder Extension(IPop3Extension extension)
    {
        if (disabled.Contains(extension.Tag))
            return this;
        _extensions.Add(extension);
        extension.Register(this);
        return this;
    }

    public Pop3Registry Build() => new(_commands, [.. _extensions]);
}
