using Culver.MailAuth.Dkim;

namespace Culver.Delivery.Tests.Signing;

public sealed class DkimKeysTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("culver-dkim-").FullName, "dkim");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task A_domain_gets_a_key_of_each_kind_and_both_sign()
    {
        using var keys = Open();
        var made = Assert.IsType<DkimKeyResult.Done>(await keys.GenerateAsync("Example.org", CancellationToken.None)).Keys;
        Assert.Equal([("rsa-sha256", DkimKeyState.Active), ("ed25519-sha256", DkimKeyState.Active)], made.Select(static key => (key.Algorithm, key.State)));
        Assert.All(made, static key => Assert.Equal($"{key.Selector}._domainkey.example.org", key.RecordName));
        Assert.Equal(made.Select(static key => key.Selector), (await keys.SigningAsync("EXAMPLE.ORG", CancellationToken.None)).Select(static key => key.Selector));
        Assert.Empty(await keys.SigningAsync("example.com", CancellationToken.None));
    }

    [Fact]
    public async Task Keys_are_there_after_a_restart_and_for_nobody_else()
    {
        using (var keys = Open())
            await keys.GenerateAsync("example.org", CancellationToken.None);
        using var again = Open();
        var entries = await again.ListAsync(null, CancellationToken.None);
        Assert.Equal(2, entries.Length);
        Assert.Equal(entries.Select(static entry => entry.RecordText), (await again.SigningAsync("example.org", CancellationToken.None)).Select(static key => key.RecordText));
        if (!OperatingSystem.IsWindows())
        {
            var files = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).ToArray();
            Assert.Equal(3, files.Length);
            foreach (var file in files)
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Rotation_signs_with_the_old_keys_until_the_new_ones_are_activated()
    {
        using var keys = Open();
        await keys.GenerateAsync("example.org", CancellationToken.None);
        var old = await SelectorsAsync(keys);
        var rotated = Assert.IsType<DkimKeyResult.Done>(await keys.RotateAsync("example.org", CancellationToken.None)).Keys;
        Assert.Equal(2, rotated.Count(static key => key.State == DkimKeyState.Next));
        Assert.Equal(4, rotated.Select(static key => key.Selector).Distinct().Count());
        Assert.Equal(old, await SelectorsAsync(keys));
        Assert.IsType<DkimKeyResult.Refused>(await keys.RotateAsync("example.org", CancellationToken.None));
        var active = Assert.IsType<DkimKeyResult.Done>(await keys.ActivateAsync("example.org", CancellationToken.None)).Keys;
        Assert.Equal(old, active.Where(static key => key.State == DkimKeyState.Retired).Select(static key => key.Selector));
        Assert.DoesNotContain(old[0], await SelectorsAsync(keys));
        Assert.Equal(2, Assert.IsType<DkimKeyResult.Done>(await keys.RemoveAsync("example.org", null, CancellationToken.None)).Keys.Length);
        Assert.Equal(2, Directory.EnumerateFiles(_folder, "*.pem", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_a_reason()
    {
        using var keys = Open();
        Assert.IsType<DkimKeyResult.Refused>(await keys.GenerateAsync("../x", CancellationToken.None));
        Assert.IsType<DkimKeyResult.Refused>(await keys.GenerateAsync("", CancellationToken.None));
        Assert.IsType<DkimKeyResult.Refused>(await keys.RotateAsync("example.org", CancellationToken.None));
        Assert.IsType<DkimKeyResult.Refused>(await keys.ActivateAsync("example.org", CancellationToken.None));
        Assert.IsType<DkimKeyResult.Refused>(await keys.RemoveAsync("example.org", "none", CancellationToken.None));
        await keys.GenerateAsync("example.org", CancellationToken.None);
        Assert.IsType<DkimKeyResult.Refused>(await keys.GenerateAsync("example.org", CancellationToken.None));
    }

    private DkimKeys Open() => new(_folder, TimeProvider.System);

    private static async Task<string[]> SelectorsAsync(DkimKeys keys) =>
        [.. (await keys.SigningAsync("example.org", CancellationToken.None)).Select(static (DkimSigningKey key) => key.Selector)];
}
