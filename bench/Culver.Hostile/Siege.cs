using System.Diagnostics;
using System.Globalization;
using Culver.Hostile.Attacks;

namespace Culver.Hostile;

/// <summary>
/// Plays one attack against the server: first well-behaved clients alone, then the same with the attack, which comes from a process of its own.
/// </summary>
internal static class Siege
{
    private static readonly TimeSpan RampUp = TimeSpan.FromSeconds(2);

    public static async Task<AttackResult> RunAsync(Attack attack, CulverProcess server, TimeSpan duration)
    {
        var (before, _) = await Courteous.RunAsync(server.Target, duration);
        using var attacker = Start(attack, server.Target);
        var saying = attacker.StandardOutput.ReadToEndAsync();
        await Task.Delay(RampUp);
        var most = server.AnonymousMegabytes();
        using var over = new CancellationTokenSource();
        var sampling = SampleAsync();
        var cpu = server.CpuSeconds();
        var started = Stopwatch.GetTimestamp();
        var (during, failures) = await Courteous.RunAsync(server.Target, duration);
        var processors = server.HasExited ? double.NaN : (server.CpuSeconds() - cpu) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await over.CancelAsync();
        await sampling;
        await EndAsync(attacker);
        var outcome = server.HasExited ? "the server ended" : string.Join("; ", (await saying).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return new(
            attack.Name, attack.What, attack.Setting, attack.Metric, Courteous.P99(before), Courteous.P99(during), before.Length, during.Length, failures, most, processors, outcome);

        async Task SampleAsync()
        {
            while (!over.IsCancellationRequested && !server.HasExited)
            {
                most = Math.Max(most, server.AnonymousMegabytes());
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
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

    private static Process Start(Attack attack, Target target)
    {
        string[] arguments = ["play", attack.Name, Text(target.Imap), Text(target.Imaps), Text(target.Smtp)];
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;

        static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task EndAsync(Process attacker)
    {
        attacker.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await attacker.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            attacker.Kill(entireProcessTree: true);
        }
    }
}
