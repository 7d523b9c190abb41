using Xunit;

namespace Culver.Hosting.Tests.Settings;

public sealed class SettingsSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("culver-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_command_line_wins_over_the_file()
    {
        var options = new CulverOptions();
        SettingsReader.Apply(SettingsSources.Build(Write("""{ "Domain": "file.example", "Listen": { "Imap": "off" } }"""), [new("Domain", "line.example")]), options);
        Assert.Equal("line.example", options.Domain);
        Assert.Equal("off", options.Listen.Imap);
    }

    [Fact]
    public void An_error_names_the_file_it_is_in()
    {
        var errors = Assert.Throws<SettingsException>(() => SettingsReader.Apply(SettingsSources.Build(Write("""{ "Domane": "x" }"""), []), new CulverOptions())).Errors;
        Assert.Equal("Domane in my.json: there is no such setting. Did you mean Domain?", Assert.Single(errors));
    }

    [Fact]
    public void A_named_file_that_is_missing_is_an_error() =>
        Assert.Contains("does not exist", Assert.Throws<SettingsException>(() => SettingsSources.Build(Path.Combine(_folder, "none.json"), [])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_json_is_an_error() =>
        Assert.Contains("my.json cannot be read", Assert.Throws<SettingsException>(() => SettingsSources.Build(Write("{ Domain"), [])).Message, StringComparison.Ordinal);

    private string Write(string json)
    {
        var file = Path.Combine(_folder, "my.json");
        File.WriteAllText(file, json);
        return file;
    }
}
