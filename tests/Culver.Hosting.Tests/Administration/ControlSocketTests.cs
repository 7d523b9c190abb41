using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Culver.Hosting.Tests.Administration;

public sealed class ControlSocketTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("culver-control-").FullName;
    private readonly Recorder _recorder = new();
    private readonly ControlServer _server;

    public ControlSocketTests() =>
        _server = new ControlServer(new CulverOptions { Data = _folder }, _recorder, NullLogger<ControlServer>.Instance);

    public async ValueTask InitializeAsync() => await _server.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_request_reaches_the_server_and_its_reply_comes_back()
    {
        await using var client = await ConnectAsync();
        var reply = await client.HandleAsync(new AdministrationRequest.AddAlias("info@example.org", ["ann@example.org", "ben@example.org"]), progress: null, CancellationToken.None);
        var request = Assert.IsType<AdministrationRequest.AddAlias>(Assert.Single(_recorder.Requests));
        Assert.Equal(["ann@example.org", "ben@example.org"], request.Targets);
        Assert.Equal("info@example.org", Assert.IsType<AdministrationReply.Done>(reply).Address);
    }

    [Fact]
    public async Task Progress_comes_before_the_reply_in_order()
    {
        await using var client = await ConnectAsync();
        var seen = new List<int>();
        var reply = await client.HandleAsync(new AdministrationRequest.Check(null), new Progress(seen), CancellationToken.None);
        Assert.Equal([1, 2, 3], seen);
        Assert.Equal("broken", Assert.Single(Assert.IsType<AdministrationReply.Checked>(reply).Findings).Problem);
    }

    [Fact]
    public async Task A_failure_is_a_refusal_and_the_connection_lives_on()
    {
        await using var client = await ConnectAsync();
        var reply = await client.HandleAsync(new AdministrationRequest.ListAccounts(), progress: null, CancellationToken.None);
        Assert.Contains("the disk is full", Assert.IsType<AdministrationReply.Refused>(reply).Reason, StringComparison.Ordinal);
        Assert.IsType<AdministrationReply.Done>(await client.HandleAsync(new AdministrationRequest.AddAlias("a@b", ["c@d"]), progress: null, CancellationToken.None));
    }

    [Fact]
    public void Only_its_owner_may_open_the_socket()
    {
        // Windows keeps access in lists.
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ControlSocket.PathFor(_folder)));
    }

    [Fact]
    public async Task Nobody_answers_where_no_server_runs()
    {
        var empty = Directory.CreateTempSubdirectory("culver-none-").FullName;
        Assert.Null(await ControlClient.ConnectAsync(empty, CancellationToken.None));
        Directory.Delete(empty);
    }

    [Fact]
    public void A_long_path_goes_where_a_socket_can_be()
    {
        var path = ControlSocket.PathFor("/" + new string('x', 200));
        Assert.True(path.Length < 108);
        Assert.NotEqual(path, ControlSocket.PathFor("/" + new string('y', 200)));
    }

    [Fact]
    public void Requests_never_print_their_passwords()
    {
        Assert.DoesNotContain("secret", new AdministrationRequest.AddAccount("a@b", "secret").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new AdministrationRequest.SetPassword("a@b", "secret").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new AdministrationRequest.ImportAccounts("a@b\tsecret").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new DemoAccount("a@b", "secret", 1).ToString(), StringComparison.Ordinal);
    }

    private async Task<ControlClient> ConnectAsync() => (await ControlClient.ConnectAsync(_folder, CancellationToken.None))!;

    private sealed class Progress(List<int> seen) : IProgress<AdministrationReply.Progress>
    {
        public void Report(AdministrationReply.Progress value) => seen.Add(value.Finished);
    }

    private sealed class Recorder : IAdministration
    {
        public List<AdministrationRequest> Requests { get; } = [];

        public ValueTask<AdministrationReply> HandleAsync(AdministrationRequest request, IProgress<AdministrationReply.Progress>? progress, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            switch (request)
            {
                case AdministrationRequest.AddAlias alias:
                    return new(new AdministrationReply.Done(alias.Address));
                case AdministrationRequest.Check:
                    for (var i = 1; i <= 3; i++)
                        progress?.Report(new(i, 3));
                    return new(new AdministrationReply.Checked(3, [new("ann@example.org", "INBOX", "broken")], []));
                default:
                    throw new IOException("the disk is full");
            }
        }
    }
}
