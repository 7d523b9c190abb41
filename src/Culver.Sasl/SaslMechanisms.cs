using Culver.Sasl.Channels;
using Culver.Sasl.Login;
using Culver.Sasl.Plain;
using Culver.Sasl.Scram;
using Culver.Sasl.SharedSecrets;

namespace Culver.Sasl;

/// <summary>The mechanisms of the server: which are offered on a connection, and one exchange of any of them.</summary>
/// <param name="policy">What the settings say.</param>
public sealed class SaslMechanisms(SaslPolicy policy)
{
    // In order of preference: what binds to the channel, then the stronger hash, then what needs recoverable passwords, then passwords in clear.
    private static readonly Entry[] Entries =
    [
        Scram(ScramHash.Sha512, bound: true),
        Scram(ScramHash.Sha256, bound: true),
        Scram(ScramHash.Sha1, bound: true),
        Scram(ScramHash.Sha512, bound: false),
        Scram(ScramHash.Sha256, bound: false),
        Scram(ScramHash.Sha1, bound: false),
        new(CramMd5Server.MechanismName, IsPlaintext: false, IsBound: false, static (_, verifier) => new CramMd5Server(verifier, SecretChallenge.Make)) { NeedsSharedSecret = true },
        new(PlainServer.MechanismName, IsPlaintext: true, IsBound: false, static (_, verifier) => new PlainServer(verifier)),
        new(LoginServer.MechanismName, IsPlaintext: true, IsBound: false, static (_, verifier) => new LoginServer(verifier)),
    ];

    private readonly HashSet<string> disabled = new(policy.Disabled, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names to announce on a connection, best first.</summary>
    /// <param name="channel">The connection.</param>
    /// <returns>Upper-case registered names; empty if no mechanism may be used.</returns>
    public IReadOnlyList<string> Announced(SaslChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var names = new List<string>(Entries.Length);
        foreach (var entry in Entries)
        {
            if (IsUsable(entry, channel) && (!entry.IsBound || channel.Bindings.IsAnnounced))
            {
                names.Add(entry.Name);
            }
        }

        return names;
    }

    /// <summary>Begins an exchange.</summary>
    /// <param name="name">The mechanism's name as the client wrote it; case does not matter.</param>
    /// <param name="channel">The connection.</param>
    /// <param name="verifier">Who is asked about users; for this connection.</param>
    /// <returns>
    /// The mechanism, or null if there is none of that name or it may not be used here. A -PLUS mechanism may be used, though
    /// it was not announced, wherever there is something to bind to (ADR 0004).
    /// </returns>
    public SaslServerMechanism? Create(string name, SaslChannel channel, ICredentialVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(channel);
        foreach (var entry in Entries)
        {
            if (entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return IsUsable(entry, channel) ? entry.Create(WithoutDisabledBindings(entry, channel), verifier) : null;
            }
        }

        return null;
    }

    private static Entry Scram(ScramHash hash, bool bound) => new(
        ScramNames.Of(hash, bound),
        IsPlaintext: false,
        IsBound: bound,
        (channel, verifier) => new ScramServer(hash, bound, channel, verifier, ScramNonce.Random));

    private bool IsUsable(Entry entry, SaslChannel channel) =>
        !disabled.Contains(entry.Name)
        && (!entry.NeedsSharedSecret || policy.AllowsSharedSecrets)
        && (!entry.IsPlaintext || channel.AllowsPlaintext)
        && (!entry.IsBound || !channel.Bindings.IsEmpty);

    // RFC 5801 §5: the 'y' flag is a downgrade only if the -PLUS form of the very mechanism was announced; the settings may
    // have switched that one off.
    private SaslChannel WithoutDisabledBindings(Entry entry, SaslChannel channel) =>
        !entry.IsBound && disabled.Contains(entry.Name + ScramNames.PlusSuffix)
            ? channel with { Bindings = ChannelBindings.None }
            : channel;

    private sealed record Entry(
        string Name,
        bool IsPlaintext,
        bool IsBound,
        Func<SaslChannel, ICredentialVerifier, SaslServerMechanism> Create)
    {
        public bool NeedsSharedSecret { get; init; }
    }
}
