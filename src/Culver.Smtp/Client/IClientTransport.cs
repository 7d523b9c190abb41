using System.Net;

namespace Culver.Smtp.Client;

/// <summary>Makes connections to servers.</summary>
public interface IClientTransport
{
    /// <summary>Connects.</summary>
    /// <exception cref="IOException">It cannot be reached.</exception>
    ValueTask<Stream> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken);
}
