namespace Culver.Sasl.Channels;

/// <summary>The data of one channel binding type on one connection (RFC 5056).</summary>
/// <param name="Type">The registered type, such as <c>tls-server-end-point</c>.</param>
/// <param name="Octets">Its data; never empty.</param>
public sealed record ChannelBinding(string Type, ReadOnlyMemory<byte> Octets)
{
    /// <summary>The hash of the certificate served (RFC 5929 §4).</summary>
    public const string TlsServerEndPoint = "tls-server-end-point";

    /// <summary>The first Finished message; defined below TLS 1.3 only (RFC 5929 §3, RFC 9266 §3).</summary>
    public const string TlsUnique = "tls-unique";

    /// <summary>Exported keying material; the default from TLS 1.3 on (RFC 9266).</summary>
    public const string TlsExporter = "tls-exporter";
}
