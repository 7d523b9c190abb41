using System.Diagnostics;
using System.Net;
using System.Text;
using System.Threading.Channels;

namespace Culver.Journeys.Tests;

/// <summary>The built executable, serving in a process of its own on random ports.</summary>
internal sealed class CulverProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _errors = new();

    private CulverProcess(Process process) => _process = process;

    /// <summary>The number the system knows it by.</summary>
    public int Id => _process.Id;

    /// <summary>What it printed up to the ready line.</summary>
    public List<string> Printed { get; } = [];

    /// <summary>Where it listens, by name.</summary>
    public Dictionary<string, IPEndPoint> EndPoints { get; } = new(StringComparer.Ordinal);

    /// <summary>What it wrote to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>Starts it and waits for the ready line.</summary>
    public static Task<CulverProcess> ServeAsync(string data, params string[] more) => ServeAsync(data, [], more);

    /// <summary>Starts it with something in its environment, and waits for the ready line.</summary>
    public static async Task<CulverProcess> ServeAsync(string data, (string Name, string Value)[] environment, params string[] more)
    {
        string[] listeners = ["--imap", "--imaps", "--pop3", "--pop3s", "--smtp", "--submission", "--submissions", "--lmtp"];
        var culver = Start(["serve", "--data", data, .. listeners.Where(name => !more.Contains(name)).SelectMany(static name => new[] { name, "127.0.0.1:0" }), .. more], environment);
        using var patient = new CancellationTokenSource(Patience);
        await foreach (var line in culver._output.Reader.ReadAllAsync(patient.Token))
        {
            culver.Printed.Add(line);
            if (!line.StartsWith("ready ", StringComparison.Ordinal))
                continue;
            foreach (var bound in line["ready ".Length..].Split(", "))
                culver.EndPoints.Add(bound.Split(' ')[0], IPEndPoint.Parse(bound.Split(' ')[1]));
            return culver;
        }

        var (code, _, errors) = await culver.EndAsync();
        throw new InvalidOperationException($"culver serve ended with {code} before it was ready: {errors}");
    }

    /// <summary>Runs a verb to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync("", arguments);

    /// <summary>Runs a verb to its end, with something on standard input.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string input, string[] arguments, params (string Name, string Value)[] environment)
    {
        await using var culver = Start(arguments, environment);
        await culver._process.StandardInput.WriteAsync(input);
        culver._process.StandardInput.Close();
        return await culver.EndAsync();
    }

    /// <summary>Asks it to stop, as an operator does; returns its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        await kill.WaitForExitAsync();
        return (await EndAsync()).ExitCode;
    }

    /// <summary>Ends it at once, as a power failure does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>The most memory it has had, in octets, as the system counts what is resident.</summary>
    public async Task<long> PeakMemoryAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }

        var lines = await File.ReadAllLinesAsync($"/proc/{_process.Id}/status");
        return 1024 * long.Parse(lines.Single(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).AsSpan("VmHWM:".Length).Trim().TrimEnd(" kB"));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static CulverProcess Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "culver.exe" : "culver"), arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var culver = new CulverProcess(process);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                culver._output.Writer.TryComplete();
            else
                culver._output.Writer.TryWrite(line.Data);
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (culver._errors)
                culver._errors.AppendLine(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return culver;
    }

    private async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        using var patient = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patient.Token);
        var output = new StringBuilder();
        await foreach (var line in _output.Reader.ReadAllAsync(patient.Token))
            output.AppendLine(line);
        return (_process.ExitCode, output.ToString(), Errors);
    }
}
