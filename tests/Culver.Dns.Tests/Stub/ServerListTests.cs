using System.Net;
using Culver.Dns.Stub;
using Culver.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Culver.Dns.Tests.Stub;

public sealed class ServerListTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Servers_and_trust_are_read_from_resolv_conf() =>
        Assert.Equal(
            [new(new(IPAddress.Parse("192.0.2.53"), 53), true), new(new(IPAddress.Parse("2001:db8::53"), 53), true)],
            ResolvConf.Read("# comment\nsearch example.com\nnameserver 192.0.2.53\nnameserver\t2001:db8::53 \nnameserver nonsense\nnameserver 192.0.2.53\noptions edns0 trust-ad\n"));

    [Fact]
    public void Only_loopback_is_trusted_without_being_named() =>
        Assert.Equal([true, false], ResolvConf.Read("nameserver 127.0.0.53\nnameserver 192.0.2.1\n").Select(static server => server.IsTrusted));

    [Fact]
    public void Without_a_server_the_one_on_this_machine_is_asked() =>
        Assert.Equal(new NameServer(new(IPAddress.Loopback, 53), true), Assert.Single(ResolvConf.Read("search example.com\n")));

    [Fact]
    public void A_changed_file_is_read_again_after_a_few_seconds()
    {
        File.WriteAllText(_file, "nameserver 192.0.2.1\n");
        var list = new ServerList(new() { TrustedServers = ["192.0.2.22"] }, _clock, NullLogger.Instance, _file);
        Assert.Equal("192.0.2.1:53", list.Current()[0].EndPoint.ToString());
        File.WriteAllText(_file, "nameserver 192.0.2.22\n");
        Assert.Equal("192.0.2.1:53", list.Current()[0].EndPoint.ToString());
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(new NameServer(new(IPAddress.Parse("192.0.2.22"), 53), true), list.Current()[0]);
    }

    [Fact]
    public void Servers_of_the_settings_come_before_the_file()
    {
        File.WriteAllText(_file, "nameserver 192.0.2.1\n");
        var list = new ServerList(new() { Servers = ["192.0.2.2", "[2001:db8::1]:5353"] }, _clock, NullLogger.Instance, _file);
        Assert.Equal(["192.0.2.2:53", "[2001:db8::1]:5353"], list.Current().Select(static server => server.EndPoint.ToString()));
    }
}
