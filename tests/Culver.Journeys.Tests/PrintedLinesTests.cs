using System.Diagnostics;
using Xunit;

namespace Culver.Journeys.Tests;

/// <summary>The lines the first start prints work as pasted.</summary>
public sealed class PrintedLinesTests
{
    [Fact]
    public async Task The_curl_and_openssl_lines_of_the_first_start_work_as_pasted()
    {
        Assert.SkipUnless(Has("bash") && Has("curl") && Has("openssl"), "bash, curl or openssl is not on this machine.");
        using var folder = new TemporaryFolder();
        await using var culver = await CulverProcess.ServeAsync(folder.At("data"));
        string Line(string holding) => culver.Printed.First(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Contains(holding, StringComparison.Ordinal)).Trim();

        Assert.Contains("Subject: Welcome to Culver", await BashAsync(Line("imaps://")), StringComparison.Ordinal);

        await BashAsync(Line("smtp://"));
        var commands = culver.Printed.SkipWhile(static line => line != "Talk IMAP by hand:").Skip(2).TakeWhile(static line => line.Length > 0).Select(static line => line.Trim());
        var session = await BashAsync($"{Line("openssl s_client")} 2>/dev/null <<'END'\n{string.Join('\n', commands)}\nEND");
        Assert.Contains("* 5 EXISTS", session, StringComparison.Ordinal);
        Assert.Contains("Subject: Hello", session, StringComparison.Ordinal);
        Assert.Contains("e OK ", session, StringComparison.Ordinal);

        Assert.Contains("221 ", await BashAsync($"{Line("-starttls smtp")} 2>/dev/null <<'END'\nEHLO me.example\nQUIT\nEND"), StringComparison.Ordinal);
    }

    private static async Task<string> BashAsync(string line)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", line]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        using var patient = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var output = await bash.StandardOutput.ReadToEndAsync(patient.Token);
        await bash.WaitForExitAsync(patient.Token);
        Assert.True(bash.ExitCode == 0, $"{line}: exit code {bash.ExitCode}");
        return output;
    }

    private static bool Has(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));
}
