using System.Buffers;
using System.Text;
using Culver.Storage.Search;
using Xunit;

namespace Culver.Storage.Tests.Search;

public sealed class NeedleScannerTests
{
    [Fact]
    public void A_needle_is_found_however_the_text_is_cut()
    {
        var text = Encoding.UTF8.GetBytes("the quick brown fox jumps over the lazy dog");
        string[] needles = ["the", "dog", "x", "brown fox jumps over", "the quick brown fox jumps over the lazy dog", "absent", "", "dogs"];
        var random = new Random(2);
        for (var round = 0; round < 300; round++)
        {
            var scanner = new NeedleScanner([.. needles.Select(needle => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(needle))]);
            for (var at = 0; at < text.Length;)
            {
                var count = Math.Min(random.Next(1, 9), text.Length - at);
                scanner.Write(text.AsSpan(at, count));
                at += count;
            }

            Assert.Equal([true, true, true, true, true, false, true, false], needles.Select((_, i) => scanner.Found(i)));
            Assert.False(scanner.FoundAll);
        }
    }

    [Fact]
    public void All_are_found_when_each_was()
    {
        var scanner = new NeedleScanner(["ab"u8.ToArray(), "cd"u8.ToArray()]);
        scanner.Write("xab"u8);
        Assert.False(scanner.FoundAll);
        scanner.Write("xcd"u8);
        Assert.True(scanner.FoundAll);
        Assert.True(new NeedleScanner([]).FoundAll);
    }

    [Fact]
    public void Large_pieces_fit()
    {
        var scanner = new NeedleScanner(["needle"u8.ToArray()]);
        scanner.Write(new byte[100_000]);
        scanner.Write("need"u8);
        var span = scanner.GetSpan(50_000);
        Assert.True(span.Length >= 50_000);
        "le"u8.CopyTo(span);
        scanner.Advance(2);
        Assert.True(scanner.FoundAll);
    }
}
