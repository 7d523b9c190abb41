using Culver.Crash.Tests.Power;

namespace Culver.Crash.Tests.Faults;

/// <summary>A server in a process of its own whose disk fails when it is told so.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private string _errors = "";

    /// <summary>Its disk.</summary>
    public FaultSwitch Faults { get; private init; } = null!;

    /// <summary>The process.</summary>
    public CulverProcess Process { get; private set; } = null!;

    /// <summary>Where it keeps all.</summary>
    public string Data => _folder.At("data");

    public static Task<FaultyServer> StartAsync(int seed) => StartAsync(seed, static _ => Task.CompletedTask);

    /// <summary>Starts it on what was made ready before.</summary>
    /// <param name="seed">The dice.</param>
    /// <param name="prepare">Given the data folder with its account.</param>
    /// <param name="environment">Settings.</param>
    public static async Task<FaultyServer> StartAsync(int seed, Func<string, Task> prepare, params (string Name, string Value)[] environment)
    {
        var folder = new TemporaryFolder();
        var server = new FaultyServer(folder) { Faults = new(folder.At("faults"), seed) };
        await CrashSettings.AddAccountAsync(server.Data);
        await prepare(server.Data);
        server.Process = await CulverProcess.ServeAsync(server.Data, [.. Recorder.Failing(await Recorder.BuildAsync(folder.Path), server.Data, folder.At("faults")), .. environment], "--config", await server.SettingsAsync());
        return server;
    }

    private FaultyServer(TemporaryFolder folder) => _folder = folder;

    /// <summary>What it wrote of failures that are its own: none may be.</summary>
    public IEnumerable<string> Bugs => (_errors + Process.Errors).Split('\n').Where(static line =>
        line.Contains("recorder:", StringComparison.Ordinal) || line.Contains("nhandled", StringComparison.Ordinal) || line.Contains("SERVERBUG", StringComparison.Ordinal) || line.Contains(" failed in the server", StringComparison.Ordinal));

    /// <summary>Kills it, and starts it on a disk that works.</summary>
    public async Task RestartAsync()
    {
        await Process.DisposeAsync();
        _errors += Process.Errors;
        Process = await CulverProcess.ServeAsync(Data, "--config", await SettingsAsync());
    }

    /// <summary>Nothing of what is stored contradicts itself.</summary>
    public async Task CheckAsync()
    {
        var (code, said, errors) = await CulverProcess.RunAsync("check", "--data", Data);
        Assert.True(code == 0, said + errors);
    }

    /// <summary>What is submitted for elsewhere stays in the queue: nobody listens there, and no name server is asked.</summary>
    private Task<string> SettingsAsync() => MailSession.SettingsAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        if (Environment.GetEnvironmentVariable("CULVER_FAULT_LOGS") is { Length: > 0 } logs)
            await File.WriteAllTextAsync(Path.Combine(logs, Path.GetFileName(_folder.Path) + ".log"), _errors + Process.Errors);
        Faults.Dispose();
        _folder.Dispose();
    }
}
