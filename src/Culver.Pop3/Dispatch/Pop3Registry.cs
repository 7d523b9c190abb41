using System.Collections.Frozen;
using Culver.Pop3.Session;

namespace Culver.Pop3.Dispatch;

/// <summary>The commands and capabilities. Immutable, shared by all connections.</summary>
internal sealed class Pop3Registry
{
    private const int LongestName = 16;

    private readonly FrozenDictionary<string, CommandSpec> _commands;
    private readonly FrozenDictionary<string, CommandSpec>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly IPop3Extension[] _extensions;

    internal Pop3Registry(IReadOnlyDictionary<string, CommandSpec> commands, IPop3Extension[] extensions)
    {
        _commands = commands.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _byName = _commands.GetAlternateLookup<ReadOnlySpan<char>>();
        _extensions = extensions;
    }

    /// <summary>The commands, in alphabetical order.</summary>
    public IEnumerable<CommandSpec> Commands => _commands.Values.OrderBy(spec => spec.Name, StringComparer.Ordinal);

    /// <summary>Finds a keyword in any case (RFC 1939 §3).</summary>
    public CommandSpec? Find(ReadOnlySpan<byte> keyword)
    {
        if (keyword.Length is 0 or > LongestName)
            return null;
        Span<char> name = stackalloc char[LongestName];
        for (var i = 0; i < keyword.Length; i++)
            name[i] = (char)keyword[i];
        return _byName.TryGetValue(name[..keyword.Length], out var spec) ? spec : null;
    }

    /// <summary>The lines of CAPA for a session as it is now.</summary>
    public IReadOnlyList<string> Announce(Pop3Session session)
    {
        var lines = new List<string>(_extensions.Length);
        foreach (var extension in _extensions)
        {
            if (extension.Announce(session) is { } line)
                lines.Add(line);
        }

        return lines;
    }
}
