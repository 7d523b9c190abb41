using Xunit;

namespace Culver.Hosting.Tests.Settings;

public sealed class SettingsPageTests
{
    [Fact]
    public void The_settings_page_is_current()
    {
        var file = Path.Combine(Root(), "docs", "operations", "settings.md");
        var page = SettingsPage.Write();
        if (Environment.GetEnvironmentVariable("CULVER_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, page);
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == page, "docs/operations/settings.md is not what the doc comments say: run these tests with CULVER_WRITE_DOCS=1.");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Culver.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
