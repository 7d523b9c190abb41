using System.Net;
using System.Net.Security;

namespace Culver.Connections;

/// <summary>A listener's settings, parsed once.</summary>
internal sealed class Listener
{
    public Listener(ListenerOptions settings, ConnectionOptions all)
    {
        Name = settings.Name;
        Protocol = settings.Protocol.Length > 0 ? settings.Protocol : settings.Name;
        Tls = settings.Tls;
        EndPoints = [.. settings.Addresses.Select(text => EndPointText.TryParse(text, out var endPoint) ? endPoint : throw new FormatException($"{Name}: '{text}' is not an address."))];
        ApplicationProtocols = [.. settings.ApplicationProtocols.Select(name => new SslApplicationProtocol(name))];
        TrustedProxies = Networks(settings.TrustedProxies);
        PreLoginTimeout = settings.PreLoginTimeout ?? all.PreLoginTimeout;
        IdleTimeout = settings.IdleTimeout ?? all.IdleTimeout;
    }

    public string Name { get; }

    public string Protocol { get; }

    public TlsMode Tls { get; }

    public IPEndPoint[] EndPoints { get; }

    public List<SslApplicationProtocol> ApplicationProtocols { get; }

    public IPNetwork[] TrustedProxies { get; }

    public TimeSpan PreLoginTimeout { get; }

    public TimeSpan IdleTimeout { get; }

    public static IPNetwork[] Networks(IEnumerable<string> texts) =>
        [.. texts.Select(text => EndPointText.TryParseNetwork(text, out var network) ? network : throw new FormatException($"'{text}' is not a network."))];
}
