using Culver.Delivery.Routing;
using Culver.Storage.Queue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Relay;

/// <summary>What all attempts share.</summary>
internal sealed class RelayServices(
    IQueueStore store,
    RouteTable routes,
    HostFinder hosts,
    HostConnector connector,
    IMessageSigner signer,
    IOptions<RelayOptions> options,
    TimeProvider time,
    ILogger<RelayServices> log)
{
    public IQueueStore Store => store;

    public RouteTable Routes => routes;

    public HostFinder Hosts => hosts;

    public HostConnector Connector => connector;

    public IMessageSigner Signer => signer;

    public RelayOptions Options => options.Value;

    public TimeProvider Time => time;

    public ILogger Log => log;
}
