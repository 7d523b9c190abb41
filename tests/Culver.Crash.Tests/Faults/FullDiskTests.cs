using System.Diagnostics;

namespace Culver.Crash.Tests.Faults;

/// <summary>A small disk that is full for real.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_disk_that_fills_up_takes_mail_again_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        var disk = folder.At("disk");
        Directory.CreateDirectory(disk);
        Assert.SkipWhen(!OperatingSystem.IsLinux() || await RunAsync("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk) != 0, "a file system cannot be mounted here: run it as root");
        try
        {
            var data = Path.Combine(disk, "data");
            await CrashSettings.AddAccountAsync(data);
            await using var culver = await CulverProcess.ServeAsync(data, "--config", await MailSession.SettingsAsync(folder.Path));
            using var journey = await FaultJourney.BeginAsync(culver);
            await journey.RunAsync();
            for (var round = 0; round < FaultJourney.Rounds; round++)
            {
                Fill(Path.Combine(disk, "filler"));
                await journey.RunAsync(fails: true, changes: null, submission: null);
                output.WriteLine($"full: refused: {string.Join(", ", journey.Refused)}");
                Assert.Contains("APPEND large", journey.Refused);
                File.Delete(Path.Combine(disk, "filler"));
                await journey.ResumeAsync();
                await journey.RunAsync();
                var (code, said, errors) = await CulverProcess.RunAsync("check", "--data", data);
                Assert.True(code == 0, said + errors);
            }
        }
        finally
        {
            Assert.Equal(0, await RunAsync("umount", disk));
        }
    }

    private static void Fill(string file)
    {
        using var filler = File.OpenHandle(file, FileMode.Create, FileAccess.Write);
        try
        {
            for (var at = 0L; ; at += 4096)
                RandomAccess.Write(filler, new byte[4096], at);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
