using System.Diagnostics;
using System.Globalization;

namespace Culver.Hostile;

/// <summary>The real server, in a process of its own, in a scratch folder.</summary>
internal sealed class CulverProcess : IAsyncDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;

    private CulverProcess(Process process, Target target)
    {
        _process = process;
        Target = target;
    }

    public Target Target { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Seconds of processor it has used (proc(5), utime and stime).</summary>
    public double CpuSeconds()
    {
        var text = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Sockets it has open.</summary>
    public int Sockets() => Directory.GetFiles($"/proc/{_process.Id}/fd").Count(static link => new FileInfo(link).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    /// <summary>Anonymous memory, in megabytes.</summary>
    public double AnonymousMegabytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/smaps_rollup").First(static line => line.StartsWith("Pss_Anon:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("Pss_Anon:".Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>Makes the accounts, once.</summary>
    public static async Task PrepareAsync(string culver, string folder)
    {
        var list = Path.Combine(folder, "accounts.tsv");
        await File.WriteAllLinesAsync(list, Enumerable.Range(0, Target.Accounts).Select(static i => $"load{i}@localhost\t{Target.Password}"));
        using var import = Process.Start(new ProcessStartInfo(culver, ["account", "import", list, "--data", Path.Combine(folder, "data")]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        await import.WaitForExitAsync();
        if (import.ExitCode != 0)
            throw new InvalidOperationException("The accounts could not be made.");
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<CulverProcess> StartAsync(string culver, string folder, int port, IReadOnlyDictionary<string, string> settings)
    {
        var target = new Target(port, port + 1, port + 2);
        var start = new ProcessStartInfo(
            culver,
            [
                "serve", "--data", Path.Combine(folder, "data"), "--imap", $"127.0.0.1:{target.Imap}", "--imaps", $"127.0.0.1:{target.Imaps}", "--smtp", $"127.0.0.1:{target.Smtp}",
                "--pop3", "off", "--pop3s", "off", "--submission", "off", "--submissions", "off", "--lmtp", "off",
            ])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var log = new StreamWriter(Path.Combine(folder, "culver.log"), append: true) { AutoFlush = true };
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("ready", StringComparison.Ordinal))
                return new(process, target);
        }

        throw new InvalidOperationException($"The server did not start; see {folder}/culver.log.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }
}
