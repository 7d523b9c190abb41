using System.Text.Json;
using Xunit;

namespace Culver.Journeys.Tests;

/// <summary>The administration verbs, with and without a server that runs.</summary>
public sealed class AdministrationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accounts_and_aliases_are_managed_whether_or_not_the_server_runs(bool runs)
    {
        using var folder = new TemporaryFolder();
        var data = folder.At("data");
        await using var culver = runs ? await CulverProcess.ServeAsync(data, "--domain", "example.org") : null;

        Assert.Contains("added ann@example.org", await DoneAsync("secret\n", "account", "add", "ann@example.org", "--password-stdin", "--data", data), StringComparison.Ordinal);
        Assert.Contains("password ", await DoneAsync("", "account", "add", "ben@example.org", "--data", data), StringComparison.Ordinal);
        Assert.Contains("changed ben@example.org", await DoneAsync("new\n", "account", "password", "ben@example.org", "--password-stdin", "--data", data), StringComparison.Ordinal);
        await DoneAsync("", "alias", "add", "info@example.org", "ann@example.org", "ben@example.org", "--data", data);
        Assert.Contains("info@example.org ann@example.org ben@example.org", await DoneAsync("", "alias", "list", "--data", data), StringComparison.Ordinal);
        using var aliases = JsonDocument.Parse(await DoneAsync("", "alias", "list", "--json", "--data", data));
        Assert.Equal("info@example.org", aliases.RootElement[0].GetProperty("address").GetString());
        await DoneAsync("", "alias", "remove", "info@example.org", "--data", data);
        Assert.Contains("ann@example.org holds 0 octets in 0 messages; no limit", await DoneAsync("", "account", "quota", "ann@example.org", "--data", data), StringComparison.Ordinal);
        Assert.Contains("; 2147483648 octets", await DoneAsync("", "account", "quota", "ann@example.org", "2G", "--data", data), StringComparison.Ordinal);
        Assert.Contains("; 2147483648 octets", await DoneAsync("", "account", "quota", "ann@example.org", "--data", data), StringComparison.Ordinal);
        Assert.Contains("; no limit", await DoneAsync("", "account", "quota", "ann@example.org", "none", "--data", data), StringComparison.Ordinal);
        await DoneAsync("", "account", "remove", "ann@example.org", "--data", data);
        var list = await DoneAsync("", "account", "list", "--data", data);
        Assert.Contains("ben@example.org", list, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@example.org", list, StringComparison.Ordinal);
        Assert.Contains("all is well", await DoneAsync("", "check", "--data", data), StringComparison.Ordinal);

        if (culver is not null)
            await SocketStage.ImapAsync(culver.EndPoints["imap"], "ben", "new", "C1: a LOGIN $user $password\nS1: a OK ...");
    }

    [Fact]
    public async Task An_import_adds_the_good_lines_and_names_the_bad()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.At("list"), "a@example.org\tone\nnonsense\nb@example.org\ttwo\na@example.org\tagain\n");
        var (code, output, errors) = await CulverProcess.RunAsync("account", "import", folder.At("list"), "--data", folder.At("data"));
        Assert.Equal(1, code);
        Assert.Contains("added 2 accounts", output, StringComparison.Ordinal);
        Assert.Contains("line 2:", errors, StringComparison.Ordinal);
        Assert.Contains("line 4:", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_on_standard_error()
    {
        using var folder = new TemporaryFolder();
        foreach (var (arguments, problem) in new (string[], string)[]
        {
            (["account", "remove", "nobody@example.org"], "There is no account nobody@example.org."),
            (["account", "password", "nobody@example.org"], "There is no account nobody@example.org."),
            (["alias", "remove", "nobody@example.org"], "There is no alias nobody@example.org."),
            (["account", "add", "not an address"], "'not an address' is not an address"),
            (["account", "import", folder.At("missing")], "missing"),
            (["account", "quota", "nobody@example.org"], "There is no account nobody@example.org."),
            (["account", "quota", "nobody@example.org", "5X"], "5X is not a size"),
            (["account", "quota", "nobody@example.org", "9000000T"], "9000000T is not a size"),
            (["account", "quota", "nobody@example.org", "M"], "M is not a size"),
        })
        {
            var (code, output, errors) = await CulverProcess.RunAsync([.. arguments, "--data", folder.At("data")]);
            Assert.Equal(1, code);
            Assert.Contains(problem, errors, StringComparison.Ordinal);
            Assert.Empty(output);
        }
    }

    [Fact]
    public async Task A_wrong_command_line_or_setting_ends_with_2_and_names_what_was_meant()
    {
        using var folder = new TemporaryFolder();
        var (code, _, errors) = await CulverProcess.RunAsync("serve", "--imapp", "off");
        Assert.Equal(2, code);
        Assert.Contains("--imapp", errors, StringComparison.Ordinal);

        (code, _, errors) = await CulverProcess.RunAsync("", ["serve", "--data", folder.At("data")], ("CULVER__Listen__Imsp", "off"));
        Assert.Equal(2, code);
        Assert.Contains("CULVER__Listen__Imsp", errors, StringComparison.Ordinal);
        Assert.Contains("Did you mean Listen:Imap?", errors, StringComparison.Ordinal);

        (code, _, errors) = await CulverProcess.RunAsync("serve", "--data", folder.At("data"), "--imap", "nowhere", "--smtp", "1.2.3.4");
        Assert.Equal(2, code);
        Assert.Contains("'nowhere'", errors, StringComparison.Ordinal);
        Assert.Contains("'1.2.3.4'", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("data")));
    }

    [Fact]
    public async Task Version_and_help_are_for_people()
    {
        var (code, output, _) = await CulverProcess.RunAsync("--version");
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", output);
        foreach (var verb in new[] { "", "serve", "account", "account add", "account import", "account list", "account remove", "account password", "alias", "alias add", "alias list", "alias remove", "backup", "check" })
        {
            (code, output, _) = await CulverProcess.RunAsync([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            Assert.Equal(0, code);
            Assert.Contains("Usage:", output, StringComparison.Ordinal);
        }
    }

    private static async Task<string> DoneAsync(string input, params string[] arguments)
    {
        var (code, output, errors) = await CulverProcess.RunAsync(input, arguments);
        Assert.True(code == 0, errors);
        return output;
    }
}
