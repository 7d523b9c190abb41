using Culver.Dns.Stub;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Culver.Dns.Tests.Support;

/// <summary>A resolver as a host makes it, with a clock of ours and, mostly, servers of ours.</summary>
internal sealed class Resolving : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Resolving(DnsOptions? options = null, IDnsTransport? transport = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(Options.Create(options ?? new DnsOptions { Servers = ["127.0.0.1"] }));
        services.AddSingleton(transport ?? Servers);
        services.AddCulverDns();
        _services = services.BuildServiceProvider();
        Resolver = _services.GetRequiredService<IDnsResolver>();
        Servers.Silent = () => Clock.Advance(TimeSpan.FromSeconds(4));
    }

    public ManualTimeProvider Clock { get; } = new();

    public ScriptedTransport Servers { get; } = new();

    public IDnsResolver Resolver { get; }

    public async Task<DnsAnswer<TRecord>> AskAsync<TRecord>(string name)
        where TRecord : class, IDnsRecord<TRecord> =>
        await Resolver.QueryAsync<TRecord>(DnsName.Parse(name), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
