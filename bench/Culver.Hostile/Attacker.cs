using System.Diagnostics;
using System.Globalization;
using Culver.Hostile.Attacks;

namespace Culver.Hostile;

/// <summary>An attack in a process of its own, at the lowest priority: attackers are elsewhere and do not take the server's processors by their own work.</summary>
internal sealed class Attacker : IAsyncDisposable
{
    /// <summary>What it prints when everything it opens at the beginning is open.</summary>
    public const string Playing = "playing";

    private readonly TaskCompletionSource _isPlaying = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _said = [];
    private readonly Process _process;
    private readonly Task _listening;

    private Attacker(Process process)
    {
        _process = process;
        _listening = ListenAsync();
    }

    /// <summary>Ends when it is in full swing.</summary>
    public Task IsPlaying => _isPlaying.Task;

    public static Attacker Start(Attack attack, Target target)
    {
        string[] arguments = ["-n", "19", Environment.ProcessPath!, "play", attack.Name, Text(target.Imap), Text(target.Imaps), Text(target.Smtp)];
        return new(Process.Start(new ProcessStartInfo("nice", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!);

        static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Plays an attack until the standard input ends.</summary>
    public static async Task PlayAsync(Attack attack, Target target)
    {
        using var over = new CancellationTokenSource();
        var playing = attack.PlayAsync(target, over.Token);
        await Console.In.ReadToEndAsync();
        await over.CancelAsync();
        await playing;
    }

    /// <summary>Holds it where it is, with the programs it started.</summary>
    public void Rest() => Signal("-STOP");

    /// <summary>Lets it go on.</summary>
    public void GoOn() => Signal("-CONT");

    /// <summary>Ends it; what it had to tell.</summary>
    public async Task<string> EndAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _listening;
        return string.Join("; ", _said);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            GoOn();
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == Playing)
                _isPlaying.TrySetResult();
            else
                _said.Add(line);
        }

        _isPlaying.TrySetResult();
    }

    // Itself first: it starts no others then.
    private void Signal(string signal)
    {
        if (_process.HasExited)
            return;
        Send(signal, [_process.Id]);
        Send(signal, [.. Children()]);
    }

    private static void Send(string signal, int[] processes)
    {
        if (processes.Length == 0)
            return;
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, .. processes.Select(static id => id.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardError = true, UseShellExecute = false })!;
        kill.WaitForExit();
    }

    private IEnumerable<int> Children()
    {
        foreach (var task in Directory.GetDirectories($"/proc/{_process.Id}/task"))
        {
            foreach (var child in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return int.Parse(child, CultureInfo.InvariantCulture);
        }
    }
}
