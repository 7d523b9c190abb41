using System.Buffers;
using System.Text;
using Culver.Storage.Tests.Accounts;
using Xunit;

namespace Culver.Storage.Tests.Sqlite;

public sealed class ContentStagingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task Content_with_NUL_is_recoded_before_it_is_stored(int length)
    {
        await using var test = await TestStore.StartAsync();
        var body = new byte[length];
        for (var i = 0; i < length; i++)
            body[i] = (byte)i;
        await using var content = await test.StageAsync((byte[])[.. "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. body]);
        Assert.False(content.Digest.ContainsNul);
        var stored = new byte[content.Length];
        for (var at = 0; at < stored.Length;)
            at += await content.ReadAsync(at, stored.AsMemory(at), None);
        var text = Encoding.ASCII.GetString(stored);
        Assert.Contains("base64", text, StringComparison.Ordinal);
        Assert.Equal(body, Convert.FromBase64String(text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]));
    }

    [Fact]
    public async Task Staging_that_is_given_up_leaves_nothing()
    {
        await using var test = await TestStore.StartAsync();
        await using (var staging = await test.Store.StageAsync(-1, None))
        {
            await staging.WriteAsync(new ReadOnlySequence<byte>(new byte[20_000]), None);
            Assert.Single(System.IO.Directory.EnumerateFiles(test.Held.Spool));
        }

        await using (await test.StageAsync(Encoding.ASCII.GetBytes(new string('x', 20_000))))
            Assert.Single(System.IO.Directory.EnumerateFiles(test.Held.Spool));
        Assert.Empty(System.IO.Directory.EnumerateFiles(test.Held.Spool));
    }
}
