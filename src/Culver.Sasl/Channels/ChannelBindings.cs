// Which channel bindings a connection has, and whether the -PLUS mechanisms are announced for them (ADR 0004).
// The rule: a client that supports channel binding MUST use it once a -PLUS name is announced (RFC 5802 §6) and there is no way
// to negotiate the type, so announcing -PLUS without the type such a client takes by default locks it out. Hence -PLUS is
// announced when the default type of the TLS version is there, and accepted whenever the type asked for is there.
namespace Culver.Sasl.Channels;

/// <summary>The channel bindings of one connection.</summary>
public sealed class ChannelBindings
{
    private readonly IReadOnlyList<ChannelBinding> bindings;

    private ChannelBindings(IReadOnlyList<ChannelBinding> bindings, bool isAnnounced)
    {
        this.bindings = bindings;
        IsAnnounced = isAnnounced && bindings.Count > 0;
    }

    /// <summary>No channel, nothing to bind to.</summary>
    public static ChannelBindings None { get; } = new([], isAnnounced: false);

    /// <summary>Whether there is anything to bind to.</summary>
    public bool IsEmpty => bindings.Count == 0;

    /// <summary>Whether the -PLUS mechanisms are announced on this connection; a client's 'y' flag is then a sign of an attack.</summary>
    public bool IsAnnounced { get; }

    /// <summary>The bindings of a TLS connection.</summary>
    /// <param name="isTls13OrLater">Whether TLS 1.3 or later was negotiated.</param>
    /// <param name="serverEndPoint">The data of tls-server-end-point, from the certificate served; empty if it has none.</param>
    /// <param name="unique">
    /// The data of tls-unique; empty if unknown. Ignored from TLS 1.3 on, where it is undefined. Give it only where sessions
    /// are not resumed or the extended master secret is in use (RFC 7677 §4).
    /// </param>
    /// <param name="exporter">The data of tls-exporter; empty if the TLS library does not give it.</param>
    /// <param name="announceWithoutDefault">Announce -PLUS although the default type of the TLS version is missing (a setting).</param>
    /// <returns>The bindings.</returns>
    public static ChannelBindings ForTls(
        bool isTls13OrLater,
        ReadOnlyMemory<byte> serverEndPoint,
        ReadOnlyMemory<byte> unique,
        ReadOnlyMemory<byte> exporter,
        bool announceWithoutDefault)
    {
        var list = new List<ChannelBinding>(3);
        Add(list, ChannelBinding.TlsServerEndPoint, serverEndPoint);
        Add(list, ChannelBinding.TlsExporter, exporter);
        if (!isTls13OrLater)
        {
            Add(list, ChannelBinding.TlsUnique, unique);
        }

        // RFC 9266 §3: tls-exporter is the default from TLS 1.3 on, tls-unique below.
        var standard = isTls13OrLater ? ChannelBinding.TlsExporter : ChannelBinding.TlsUnique;
        return new(list, announceWithoutDefault || list.Exists(binding => binding.Type == standard));
    }

    /// <summary>Finds the data of a type.</summary>
    /// <param name="type">The type; compared as it is written.</param>
    /// <returns>The binding, or null if this connection has none of that type.</returns>
    public ChannelBinding? Find(string type)
    {
        foreach (var binding in bindings)
        {
            if (binding.Type == type)
            {
                return binding;
            }
        }

        return null;
    }

    private static void Add(List<ChannelBinding> list, string type, ReadOnlyMemory<byte> octets)
    {
        if (!octets.IsEmpty)
        {
            list.Add(new ChannelBinding(type, octets));
        }
    }
}
