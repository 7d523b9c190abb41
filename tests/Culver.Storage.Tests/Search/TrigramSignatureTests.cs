using Culver.Storage.Search;
using Xunit;

namespace Culver.Storage.Tests.Search;

public sealed class TrigramSignatureTests
{
    [Fact]
    public void What_is_in_a_text_is_kept_and_what_is_not_is_mostly_ruled_out()
    {
        var random = new Random(9);
        var block = new byte[TrigramSignature.BlockOctets];
        var texts = new byte[TrigramSignature.Messages][];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = new byte[random.Next(300)];
            random.NextBytes(texts[i]);
            TrigramSignature.Add(block, i, texts[i]);
        }

        var wrong = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i].Length < 10)
                continue;
            var needle = texts[i].AsSpan(random.Next(texts[i].Length - 9), random.Next(3, 9)).ToArray();
            var left = Left(block, needle);
            Assert.True(left[i]);
            wrong += left.Where((may, j) => may && texts[j].AsSpan().IndexOf(needle) < 0).Count();
        }

        Assert.InRange(wrong, 0, 256 * 256 / 20);
    }

    [Fact]
    public void A_needle_shorter_than_three_octets_asks_for_no_slot()
    {
        Assert.Empty(TrigramSignature.SlotsOf(""u8));
        Assert.Empty(TrigramSignature.SlotsOf("ab"u8));
        Assert.Single(TrigramSignature.SlotsOf("abc"u8));
        Assert.Equal(2, TrigramSignature.SlotsOf("abcd"u8).Count);
        Assert.Single(TrigramSignature.SlotsOf("aaaaaaa"u8));
        var slots = TrigramSignature.SlotsOf("the quick brown fox"u8);
        Assert.Equal(slots.Order(), slots);
        Assert.All(slots, slot => Assert.InRange(slot, 0, TrigramSignature.Slots - 1));
    }

    [Fact]
    public void The_form_is_fixed()
    {
        // Stored: another answer here needs another version.
        Assert.Equal(1, TrigramSignature.Version);
        Assert.Equal([2017], TrigramSignature.SlotsOf("abc"u8));
        Assert.Equal([601], TrigramSignature.SlotsOf([0xFF, 0xFF, 0xFF]));
        Assert.Equal(256 * 1024, TrigramSignature.BlockOctets);
        Assert.Equal(2048, TrigramSignature.StripeOctets);
    }

    [Fact]
    public void A_message_that_may_hold_anything_is_never_ruled_out()
    {
        var block = new byte[TrigramSignature.BlockOctets];
        TrigramSignature.AddAnything(block, 255);
        TrigramSignature.AddAnything(block, 8);
        var left = Left(block, "anything"u8);
        Assert.Equal([8, 255], left.Select((may, i) => (may, i)).Where(pair => pair.may).Select(pair => pair.i));
    }

    [Fact]
    public void A_stripe_without_a_bit_rules_everything_out()
    {
        var candidates = new byte[TrigramSignature.SlotOctets];
        candidates.AsSpan().Fill(0xFF);
        Assert.False(TrigramSignature.Keep(candidates, default, 5));
        Assert.All(candidates, octet => Assert.Equal(0, octet));
    }

    [Fact]
    public void Only_a_whole_block_and_a_place_in_it_are_taken()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TrigramSignature.Add(new byte[5], 0, "abc"u8));
        var block = new byte[TrigramSignature.BlockOctets];
        Assert.Throws<ArgumentOutOfRangeException>(() => TrigramSignature.Add(block, 256, "abc"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => TrigramSignature.Add(block, -1, "abc"u8));
    }

    private static bool[] Left(byte[] block, ReadOnlySpan<byte> needle)
    {
        var candidates = new byte[TrigramSignature.SlotOctets];
        candidates.AsSpan().Fill(0xFF);
        foreach (var slot in TrigramSignature.SlotsOf(needle))
        {
            var any = TrigramSignature.Keep(candidates, block.AsSpan(slot / TrigramSignature.StripeSlots * TrigramSignature.StripeOctets, TrigramSignature.StripeOctets), slot);
            Assert.Equal(candidates.Any(octet => octet != 0), any);
        }

        return [.. Enumerable.Range(0, TrigramSignature.Messages).Select(i => (candidates[i / 8] & (1 << (i % 8))) != 0)];
    }
}
