using System.Collections.Frozen;
using Culver.Smtp.Session;

namespace Culver.Smtp.Dispatch;

/// <summary>The commands, parameters and extensions of one protocol. Immutable, shared by all its connections.</summary>
internal sealed class SmtpRegistry
{
    private const int LongestVerb = 16;

    private readonly FrozenDictionary<string, CommandSpec> _commands;
    private readonly FrozenDictionary<string, CommandSpec>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly FrozenDictionary<string, IMailParameter> _mailParameters;
    private readonly FrozenDictionary<string, IRecipientParameter> _recipientParameters;
    private readonly ISmtpExtension[] _extensions;

    internal SmtpRegistry(
        IReadOnlyDictionary<string, CommandSpec> commands,
        IReadOnlyDictionary<string, IMailParameter> mailParameters,
        IReadOnlyDictionary<string, IRecipientParameter> recipientParameters,
        ISmtpExtension[] extensions)
    {
        _commands = commands.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _byName = _commands.GetAlternateLookup<ReadOnlySpan<char>>();
        _mailParameters = mailParameters.ToFrozenDictionary(StringComparer.Ordinal);
        _recipientParameters = recipientParameters.ToFrozenDictionary(StringComparer.Ordinal);
        _extensions = extensions;
    }

    /// <summary>The verbs, in alphabetical order.</summary>
    public IEnumerable<CommandSpec> Commands => _commands.Values.OrderBy(spec => spec.Name, StringComparer.Ordinal);

    /// <summary>Finds a verb in any case (RFC 5321 §2.4).</summary>
    public CommandSpec? Find(ReadOnlySpan<byte> verb)
    {
        if (verb.Length is 0 or > LongestVerb)
            return null;
        Span<char> name = stackalloc char[LongestVerb];
        for (var i = 0; i < verb.Length; i++)
            name[i] = (char)verb[i];
        return _byName.TryGetValue(name[..verb.Length], out var spec) ? spec : null;
    }

    public IMailParameter? FindMailParameter(string keyword) => _mailParameters.GetValueOrDefault(keyword);

    public IRecipientParameter? FindRecipientParameter(string keyword) => _recipientParameters.GetValueOrDefault(keyword);

    /// <summary>The ehlo-lines for a session as it is now.</summary>
    public IReadOnlyList<string> Announce(SmtpSession session)
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
