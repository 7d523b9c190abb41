using System.Diagnostics;

namespace Culver.Crash.Tests.Power;

/// <summary>The library that writes down what a server does to its folder, made by the machine's C compiler.</summary>
internal static class Recorder
{
    /// <summary>Why it cannot be made here; null when it can.</summary>
    public static string? Missing => !OperatingSystem.IsLinux() ? "the recorder is for Linux"
        : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(static folder => File.Exists(Path.Combine(folder, "cc"))) ? null : "no C compiler: install gcc";

    /// <summary>Makes it.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> BuildAsync(string folder)
    {
        var library = Path.Combine(folder, "recorder.so");
        using var compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, Path.Combine(AppContext.BaseDirectory, "Power", "recorder.c"), "-ldl", "-lpthread"]) { RedirectStandardError = true, UseShellExecute = false })!;
        var errors = await compiler.StandardError.ReadToEndAsync();
        await compiler.WaitForExitAsync();
        Assert.True(compiler.ExitCode == 0, errors);
        return library;
    }

    /// <summary>What makes a program fail as it is told when it uses <paramref name="folder"/>.</summary>
    public static (string Name, string Value)[] Failing(string library, string folder, string faults) =>
        [("LD_PRELOAD", library), ("CULVER_RECORD_FOLDER", folder), ("CULVER_RECORD_FAULTS", faults)];

    /// <summary>What makes a program write down what it does to <paramref name="folder"/>.</summary>
    public static (string Name, string Value)[] Watching(string library, string folder, string log) =>
        [("LD_PRELOAD", library), ("CULVER_RECORD_FOLDER", folder), ("CULVER_RECORD_LOG", log)];
}
