using Culver.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Testing;

/// <summary>How a <see cref="TestMailServer"/> is made.</summary>
public sealed class TestMailServerOptions
{
    /// <summary>Whether it listens on random ports of 127.0.0.1. Without, it is reached by <see cref="TestMailServer.Connect"/> only.</summary>
    public bool Ports { get; set; } = true;

    /// <summary>Whether its clock is <see cref="TestMailServer.Clock"/>, which only the test moves. Without, it is the system's.</summary>
    public bool ManualClock { get; set; } = true;

    /// <summary>Whether the store's own consistency check runs when the server is disposed, and fails the test when it finds anything.</summary>
    public bool CheckAtEnd { get; set; } = true;

    /// <summary>Changes any setting of the server.</summary>
    public Action<CulverOptions> Configure { get; set; } = static _ => { };

    /// <summary>Puts services in place of the server's own: a resolver over a zone text, a transport to servers in memory.</summary>
    public Action<IServiceCollection> Services { get; set; } = static _ => { };
}
