using Xunit;

namespace Culver.Storage.Tests.Values;

public sealed class ObjectIdTests
{
    [Fact]
    public void An_id_is_a_letter_and_26_digits_and_reads_back()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var value = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64() * 2 + 1);
            var text = new EmailId(value).ToString();
            Assert.Matches("^M[0-9a-hjkmnp-tv-z]{26}$", text);
            Assert.True(EmailId.TryParse(text, out var back));
            Assert.Equal(value, back.Value);
        }
    }

    [Fact]
    public void The_least_and_the_greatest_have_known_texts()
    {
        Assert.Equal("F00000000000000000000000000", new MailboxId(UInt128.Zero).ToString());
        Assert.Equal("F00000000000000000000000001", new MailboxId(UInt128.One).ToString());
        Assert.Equal("F0000000000000000000000000z", new MailboxId(31).ToString());
        Assert.Equal("F00000000000000000000000010", new MailboxId(32).ToString());
        Assert.Equal("F7zzzzzzzzzzzzzzzzzzzzzzzzz", new MailboxId(UInt128.MaxValue).ToString());
        Assert.True(MailboxId.TryParse("F7zzzzzzzzzzzzzzzzzzzzzzzzz", out var greatest));
        Assert.Equal(UInt128.MaxValue, greatest.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("M0000000000000000000000000")]
    [InlineData("M000000000000000000000000000")]
    [InlineData("T00000000000000000000000000")]
    [InlineData("m00000000000000000000000000")]
    [InlineData("M80000000000000000000000000")]
    [InlineData("M0000000000000000000000000i")]
    [InlineData("M0000000000000000000000000l")]
    [InlineData("M0000000000000000000000000o")]
    [InlineData("M0000000000000000000000000u")]
    [InlineData("M0000000000000000000000000Z")]
    [InlineData("M-0000000000000000000000000")]
    public void What_is_not_an_id_is_refused(string? text) => Assert.False(EmailId.TryParse(text, out _));

    [Fact]
    public void Each_kind_has_its_letter_and_reads_only_its_own()
    {
        UInt128 value = 12345;
        string[] texts = [new AccountId(value).ToString(), new MailboxId(value).ToString(), new EmailId(value).ToString(), new ThreadId(value).ToString()];
        Assert.Equal("AFMT", string.Concat(texts.Select(text => text[0])));
        Assert.Equal([true, false, false, false], texts.Select(text => AccountId.TryParse(text, out var id) && id.Value == value));
        Assert.Equal([false, true, false, false], texts.Select(text => MailboxId.TryParse(text, out var id) && id.Value == value));
        Assert.Equal([false, false, true, false], texts.Select(text => EmailId.TryParse(text, out var id) && id.Value == value));
        Assert.Equal([false, false, false, true], texts.Select(text => ThreadId.TryParse(text, out var id) && id.Value == value));
    }

    [Fact]
    public void Ids_sort_as_their_texts_do()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            UInt128 left = new((ulong)random.NextInt64(), (ulong)random.NextInt64());
            UInt128 right = new((ulong)random.NextInt64(), (ulong)random.NextInt64());
            var expected = Math.Sign(string.CompareOrdinal(new EmailId(left).ToString(), new EmailId(right).ToString()));
            Assert.Equal(expected, new EmailId(left).CompareTo(new(right)));
            Assert.Equal(expected, new MailboxId(left).CompareTo(new(right)));
            Assert.Equal(expected, new ThreadId(left).CompareTo(new(right)));
            Assert.Equal(expected, new AccountId(left).CompareTo(new(right)));
        }
    }

    [Fact]
    public void New_ids_carry_the_time_in_their_upper_48_bits_and_never_repeat()
    {
        var time = new FixedTime { Now = DateTimeOffset.FromUnixTimeMilliseconds(0x0123_4567_89AB) };
        var source = new ObjectIdSource(time);
        var ids = Enumerable.Range(0, 1000).Select(_ => source.NewEmailId()).ToHashSet();
        Assert.Equal(1000, ids.Count);
        Assert.All(ids, id => Assert.Equal((UInt128)0x0123_4567_89AB, id.Value.ToUInt128() >> 80));
        Assert.Equal((UInt128)0x0123_4567_89AB, source.NewMailboxId().Value.ToUInt128() >> 80);
        Assert.Equal((UInt128)0x0123_4567_89AB, source.NewThreadId().Value.ToUInt128() >> 80);
        Assert.Equal((UInt128)0x0123_4567_89AB, source.NewAccountId().Value.ToUInt128() >> 80);
        var earlier = source.NewEmailId();
        time.Now += TimeSpan.FromMilliseconds(1);
        Assert.True(source.NewEmailId().CompareTo(earlier) > 0);
        // Every random byte moves.
        Assert.All(Enumerable.Range(0, 10), i => Assert.True(ids.Select(id => (byte)(id.Value.ToUInt128() >> (8 * i))).Distinct().Count() > 100));
    }

    private sealed class FixedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
