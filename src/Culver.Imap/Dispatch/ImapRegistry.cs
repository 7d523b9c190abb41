using System.Collections.Frozen;
using System.Text;
using Culver.Imap.Commands.Fetch.Items;
using Culver.Imap.Session;

namespace Culver.Imap.Dispatch;

/// <summary>Everything registered: the commands by name, the FETCH items, and who announces capabilities. Immutable, shared by all sessions.</summary>
internal sealed class ImapRegistry
{
    private readonly FrozenDictionary<string, CommandSpec> _commands;
    private readonly FrozenDictionary<string, CommandSpec>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly IImapExtension[] _extensions;

    public ImapRegistry(IEnumerable<IImapExtension> extensions)
    {
        _extensions = [.. extensions];
        var builder = new ImapRegistryBuilder();
        foreach (var extension in _extensions)
            extension.Register(builder);
        _commands = builder.Commands.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _byName = _commands.GetAlternateLookup<ReadOnlySpan<char>>();
        FetchItems = builder.FetchItems.ToFrozenDictionary(StringComparer.Ordinal);
        StatusItems = builder.StatusItems.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The FETCH items by name in upper case.</summary>
    public FrozenDictionary<string, FetchItemSpec> FetchItems { get; }

    /// <summary>The STATUS items by name in upper case.</summary>
    public FrozenDictionary<string, StatusItem> StatusItems { get; }

    /// <summary>The names of all commands.</summary>
    public IEnumerable<string> CommandNames => _commands.Keys;

    /// <summary>
    /// Finds a command; <paramref name="name"/> is what the client wrote, in any case. Null when there is none, or none for this
    /// session, for which its capability is switched off.
    /// </summary>
    public CommandSpec? Find(ReadOnlySpan<byte> name, bool byUid, ImapSession session)
    {
        if (name.Length > 32)
            return null;
        Span<char> key = stackalloc char[36];
        var prefix = byUid ? "UID " : "";
        prefix.CopyTo(key);
        var length = prefix.Length + Encoding.ASCII.GetChars(name, key[prefix.Length..]);
        return _byName.TryGetValue(key[..length], out var spec) && (spec.Capability is null || session.Offers(spec.Capability)) ? spec : null;
    }

    /// <summary>What is announced to a session now, in order of registration (RFC 9051 §7.2.2): only what is registered can be.</summary>
    public string[] Capabilities(ImapSession session)
    {
        var all = new List<string>();
        foreach (var extension in _extensions)
        {
            foreach (var capability in extension.Capabilities(session))
            {
                if (session.Offers(capability) && !all.Contains(capability, StringComparer.OrdinalIgnoreCase))
                    all.Add(capability);
            }
        }

        return [.. all];
    }
}
