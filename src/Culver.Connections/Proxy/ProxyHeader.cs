using System.Net;

namespace Culver.Connections;

/// <summary>What a PROXY header says (HAProxy's PROXY protocol, versions 1 and 2).</summary>
/// <param name="IsLocal">The proxy speaks for itself, as for a health check: the real addresses count.</param>
/// <param name="Source">The client's address; <see langword="null"/> when the proxy does not know it.</param>
/// <param name="Destination">The address the client connected to.</param>
/// <param name="Tls">The TLS session the proxy ended, if there was one and it told.</param>
internal sealed record ProxyHeader(bool IsLocal, IPEndPoint? Source, IPEndPoint? Destination, TlsDetails? Tls)
{
    public static ProxyHeader Local { get; } = new(IsLocal: true, null, null, null);

    public static ProxyHeader Unknown { get; } = new(IsLocal: false, null, null, null);
}
