using System.Net;

namespace Culver.Connections;

/// <summary>An address a listener accepts on, with the port the system gave where the setting said 0.</summary>
/// <param name="Listener">The listener's name.</param>
/// <param name="EndPoint">The bound address.</param>
public sealed record BoundEndPoint(string Listener, IPEndPoint EndPoint)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Listener} {EndPoint}";
}
