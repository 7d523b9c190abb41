using System.Globalization;

namespace Culver.Crash.Tests;

/// <summary>What the environment asks of the crash tests.</summary>
internal static class CrashSettings
{
    /// <summary>The same dice for a run, printed by it.</summary>
    public static int Seed { get; } = Read("CULVER_CRASH_SEED", Environment.TickCount & int.MaxValue);

    public static int Read(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    public static async Task AddAccountAsync(string data)
    {
        var (code, _, errors) = await CulverProcess.RunAsync("secret\n", ["account", "add", "ann@example.org", "--password-stdin", "--data", data]);
        Assert.True(code == 0, errors);
    }
}
