using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Culver.Bench;

/// <summary>The server under measurement, in a process of its own on random ports, and what the system says of its memory.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string Password = "bench-secret";

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public IPEndPoint Imap { get; private set; } = new(IPAddress.Loopback, 0);

    public IPEndPoint Lmtp { get; private set; } = new(IPAddress.Loopback, 0);

    public static async Task<ServerProcess> StartAsync(string executable, string folder)
    {
        var server = new ServerProcess(Start(executable, "serve", "--data", folder, "--imap", "127.0.0.1:0", "--lmtp", "127.0.0.1:0", "--imaps", "off", "--pop3", "off", "--pop3s", "off", "--smtp", "off", "--submission", "off", "--submissions", "off"));
        server._process.StandardInput.Close();
        while (await server._process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("ready ", StringComparison.Ordinal))
                continue;
            var bound = line["ready ".Length..].Split(", ").Select(static one => one.Split(' ')).ToDictionary(static one => one[0], static one => IPEndPoint.Parse(one[1]), StringComparer.Ordinal);
            (server.Imap, server.Lmtp) = (bound["imap"], bound["lmtp"]);
            return server;
        }

        throw new InvalidOperationException("The server ended before it was ready.");
    }

    public static async Task AddAccountAsync(string executable, string folder, string address)
    {
        using var process = Start(executable, "account", "add", address, "--password-stdin", "--data", folder);
        await process.StandardInput.WriteLineAsync(Password);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"account add ended with {process.ExitCode}.");
    }

    /// <summary>Lets the peak count from now on (proc(5), clear_refs).</summary>
    public Task ForgetPeakAsync() => File.WriteAllTextAsync($"/proc/{_process.Id}/clear_refs", "5");

    /// <summary>The most that was resident since then, in MB.</summary>
    public double PeakMegabytes() => Read("status", "VmHWM:");

    /// <summary>What is its own now, in MB: pages of the database that are mapped into it are the system's cache, and not counted.</summary>
    public double OwnMegabytes() => Read("status", "RssAnon:");

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(string executable, params string[] arguments) => Process.Start(new ProcessStartInfo(Path.GetFullPath(executable), arguments)
    {
        UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath(),
    })!;

    private double Read(string file, string name) =>
        double.Parse(File.ReadLines($"/proc/{_process.Id}/{file}").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
}
