using System.Diagnostics;
using System.Globalization;
using Culver.Hostile.Attacks;

namespace Culver.Hostile;

/// <summary>
/// Plays one attack against a server, beside a second one that nobody attacks. Well-behaved clients use the two by turns, in short slices, and the attack
/// rests while it is the other's turn: what the machine does meanwhile, and how warm a server is, is the same for both, and one bad moment decides nothing.
/// </summary>
internal static class Siege
{
    private const int Slices = 4;

    private static readonly TimeSpan RampUp = TimeSpan.FromSeconds(1);

    // Ten thousand connections take a while.
    private static readonly TimeSpan LongestRampUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(150);

    public static async Task<AttackResult> RunAsync(Attack attack, CulverProcess attacked, CulverProcess calm, TimeSpan slice)
    {
        List<double> before = [], during = [];
        int failures = 0, open = attacked.Sockets();
        double seconds = 0, processors = 0;
        await using var attacker = Attacker.Start(attack, attacked.Target);
        await Task.WhenAny(attacker.IsPlaying, Task.Delay(LongestRampUp));
        await Task.Delay(RampUp);
        using var over = new CancellationTokenSource();
        var sampling = SampleAsync(attacked, over.Token);
        for (var i = 0; i < Slices && !attacked.HasExited; i++)
        {
            attacker.Rest();
            await Task.Delay(Settling);
            before.Add(Courteous.P99((await Courteous.RunAsync(calm.Target, slice)).Milliseconds));
            attacker.GoOn();
            await Task.Delay(Settling);
            var (cpu, started) = (attacked.CpuSeconds(), Stopwatch.GetTimestamp());
            var (milliseconds, failed) = await Courteous.RunAsync(attacked.Target, slice);
            seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
            processors += attacked.HasExited ? double.NaN : attacked.CpuSeconds() - cpu;
            failures += failed;
            during.Add(Courteous.P99(milliseconds));
        }

        var held = attacked.HasExited ? 0 : attacked.Sockets() - open;
        await over.CancelAsync();
        var most = await sampling;
        var told = await attacker.EndAsync();
        var isShort = attack.Holds > 0 && held < attack.Holds;
        if (attack.Holds > 0)
            told += string.Create(CultureInfo.InvariantCulture, $"; the server held {held}");
        if (isShort)
            told += string.Create(CultureInfo.InvariantCulture, $", not {attack.Holds}");
        return new(
            attack.Name, attack.What, attack.Setting, attack.Metric, Median(before), Median(during), failures, most, processors / seconds,
            attacked.HasExited ? "the server ended" : told, attacked.HasExited || isShort);
    }

    private static async Task<double> SampleAsync(CulverProcess server, CancellationToken over)
    {
        var most = 0.0;
        while (!server.HasExited)
        {
            most = Math.Max(most, server.AnonymousMegabytes());
            if (over.IsCancellationRequested)
                break;
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(500), over));
        }

        return most;
    }

    private static double Median(List<double> figures)
    {
        figures.Sort();
        return figures.Count == 0 ? double.NaN : (figures[(figures.Count - 1) / 2] + figures[figures.Count / 2]) / 2;
    }
}
