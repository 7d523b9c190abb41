using System.Net.Sockets;
using System.Text;
using Culver.Connections;
using Culver.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Culver.Hosting.Tests;

/// <summary>The server as a library in somebody's host.</summary>
public sealed class HostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("culver-host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_host_serves_mail_with_one_line()
    {
        using var host = Make(_ => { });
        await host.StartAsync();
        var server = host.Services.GetRequiredService<CulverServer>();
        Assert.Equal(["imap", "imaps", "lmtp", "pop3", "pop3s", "smtp", "submission", "submissions"], server.EndPoints.Select(static bound => bound.Listener).Order());
        using var client = new TcpClient();
        await client.ConnectAsync(server.EndPoints.Single(static bound => bound.Listener == "imap").EndPoint);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        Assert.StartsWith("* OK ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        await host.StopAsync();
        Assert.StartsWith("* BYE ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task It_is_healthy_while_it_serves()
    {
        using var host = Make(_ => { });
        await host.StartAsync();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        await host.StopAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused_by_name_until_the_first_is_gone()
    {
        var first = Make(_ => { });
        await first.StartAsync();
        using (var second = Make(_ => { }))
        {
            var refusal = await Assert.ThrowsAsync<StorageUnavailableException>(() => second.StartAsync());
            Assert.Contains(_folder, refusal.Message, StringComparison.Ordinal);
            Assert.Contains($"({Environment.ProcessId})", refusal.Message, StringComparison.Ordinal);
            await ((IAsyncDisposable)second).DisposeAsync();
        }

        await first.StopAsync();
        await ((IAsyncDisposable)first).DisposeAsync();
        using var third = Make(_ => { });
        await third.StartAsync();
        await third.StopAsync();
        await ((IAsyncDisposable)third).DisposeAsync();
    }

    [Fact]
    public async Task A_listener_that_cannot_be_bound_leaves_nothing_behind()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        using (var host = Make(options => options.Listen.Imap = taken.LocalEndpoint.ToString()!))
        {
            var failure = await Assert.ThrowsAsync<ListenException>(() => host.StartAsync());
            Assert.Contains("imap", failure.Message, StringComparison.Ordinal);
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        Assert.False(File.Exists(Path.Combine(_folder, "control.sock")));
        using var again = Make(_ => { });
        await again.StartAsync();
        await again.StopAsync();
        await ((IAsyncDisposable)again).DisposeAsync();
    }

    [Fact]
    public async Task Wrong_settings_are_told_all_at_once_and_nothing_is_touched()
    {
        var untouched = Path.Combine(_folder, "none");
        using var host = Make(options =>
        {
            options.Data = untouched;
            options.Domain = "a b";
            options.Listen.Imap = "nowhere";
            options.Smtp.MaxRecipients = 1;
            options.Imap.MaxLine = 1;
        });
        var errors = (await Assert.ThrowsAsync<SettingsException>(() => host.StartAsync())).Errors;
        Assert.True(errors.Count >= 4, string.Join('\n', errors));
        Assert.False(Directory.Exists(untouched));
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task The_demo_account_is_made_once_and_not_when_it_is_not_wanted()
    {
        using (var host = Make(options => options.Demo = true))
        {
            await host.StartAsync();
            Assert.Equal(4, host.Services.GetRequiredService<CulverServer>().Demo!.MessageCount);
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        using var again = Make(options => options.Demo = true);
        await again.StartAsync();
        Assert.Null(again.Services.GetRequiredService<CulverServer>().Demo);
        var accounts = (AdministrationReply.Accounts)await again.Services.GetRequiredService<IAdministration>().HandleAsync(new AdministrationRequest.ListAccounts(), progress: null, CancellationToken.None);
        Assert.Equal("demo@localhost", Assert.Single(accounts.List).Address);
        await again.StopAsync();
        await ((IAsyncDisposable)again).DisposeAsync();
    }

    private IHost Make(Action<CulverOptions> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCulver(options =>
        {
            options.Data = _folder;
            options.Demo = false;
            options.Listen.Imap = options.Listen.Imaps = options.Listen.Pop3 = options.Listen.Pop3s = options.Listen.Smtp = options.Listen.Submission = options.Listen.Submissions = options.Listen.Lmtp = "127.0.0.1:0";
            configure(options);
        });
        return builder.Build();
    }
}
