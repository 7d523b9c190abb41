using System.Text;
using Culver.Storage.Search;
using Xunit;

namespace Culver.Storage.Tests.Search;

public sealed class TextSearchTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TEXT_looks_at_header_and_body_and_BODY_at_the_body_alone(bool hasIndex)
    {
        // RFC 9051 §6.4.4.
        await using var mail = new SearchFixture(hasIndex);
        mail.Source.Add(SearchFixture.Message("Pelican", "nothing here"));
        mail.Source.Add(SearchFixture.Message("nothing", "a pelican there"));
        Exactly.These(await mail.FindTextAsync("pelican"), 1u, 2u);
        Exactly.These(await mail.FindBodyAsync("PELICAN"), 2u);
        Exactly.These(await mail.FindAsync(("pelican", TextScope.HeaderAndBody), ("nothing here", TextScope.Body)), 1u);
        Assert.Empty(await mail.FindAsync(("pelican", TextScope.Body), ("here", TextScope.Body), ("subject", TextScope.Body)));
    }

    [Fact]
    public async Task What_the_index_knows_to_lack_a_text_is_ruled_out_and_nothing_else_nor_is_anything_read()
    {
        await using var mail = new SearchFixture(mostOctets: 3_000_000);
        mail.Source.Add(SearchFixture.Message("Pelican", "here"));
        mail.Source.Add(SearchFixture.Message("gull", "here"));
        mail.Source.Add(SearchFixture.Message("gull", "a pelican there"));
        // Of a header above 1 MiB the index has the beginning.
        mail.Source.Add($"Subject: gull\nX-Long: {new string('x', 1_100_000)}\nX-Late: pelican\n\nhere\n");
        Exactly.These(await mail.MayHoldAsync("pelican"), 1u, 2u, 3u, 4u);
        Assert.Empty(mail.Source.Reads);
        // So many have signatures; of fewer nothing is known at once.
        for (var i = 4; i < TrigramSignature.Messages; i++)
            mail.Source.Add(SearchFixture.Message("gull", "here"));
        await mail.FindTextAsync("pelican");
        mail.Source.Add(SearchFixture.Message("gull", "not indexed yet"));
        mail.Source.Reads.Clear();
        Exactly.These(await mail.MayHoldAsync("PELICAN"), 1u, 3u, 4u, TrigramSignature.Messages + 1u);
        Assert.Empty(mail.Source.Reads);
    }

    [Fact]
    public async Task What_the_index_has_of_the_fields_decides_as_the_whole_header_would()
    {
        var random = new Random(11);
        string[] people = ["Ann <ann@example.com>", "=?utf-8?Q?Bj=C3=B6rn?= <b@example.net>", "Team: ann@example.com,\r\n \"Dee, Q\" <dee@example.org>;", "undisclosed:;", "bob@EXAMPLE.com"];
        await using var mail = new SearchFixture(mostOctets: 500);
        var headers = new Dictionary<uint, byte[]>();
        for (var i = 0; i < 3 * TrigramSignature.Messages; i++)
        {
            var header = new StringBuilder("Date: Thu, 1 Jan 2026 00:00:00 +0000\r\n");
            foreach (var name in new[] { "From", "to", "To", "CC", "Bcc", "Subject", "X-From" })
            {
                if (random.Next(2) == 0)
                    header.Append(name).Append(": ").Append(people[random.Next(people.Length)]).Append("\r\n");
            }

            // Some are too long to be kept as text, and their fields are kept all the same.
            var row = mail.Source.Add($"{header}\r\nann@example.com {new string('x', random.Next(8) == 0 ? 600 : 10)}\r\n");
            headers.Add(row.Uid.Value, Encoding.UTF8.GetBytes(header.ToString()));
        }

        await mail.FindTextAsync("example");
        mail.Source.Reads.Clear();
        for (var round = 0; round < 2; round++)
        {
            foreach (var field in new[] { "From", "TO", "cc", "bcc", "Subject" })
            {
                foreach (var text in new[] { "ann@", "BJÖRN", "example.com", "dee, q", "Team:", "nobody", "ann@example.com, " })
                {
                    var (matching, undecided) = await mail.AskAsync(field, text);
                    Assert.Empty(undecided);
                    Exactly.These(matching, [.. headers.Where(one => mail.Source.Rows.Any(row => row.Uid.Value == one.Key) && SearchFixture.Matches(one.Value, field, text)).Select(static one => one.Key)]);
                }
            }

            // Again after the blocks were built anew of what is left.
            foreach (var row in mail.Source.Rows.Where(row => row.Message % 2 == 0 && row.Message < 514).ToArray())
            {
                mail.Source.Remove(row.Message);
                mail.Search.Removed([row.Message]);
            }

            mail.Source.Reads.Clear();
            await mail.IndexAsync();
            var left = (await mail.Index!.MessagesAsync(default)).Length % TrigramSignature.Messages;
            foreach (var row in mail.Source.Rows.TakeLast(left).ToArray())
                mail.Source.Remove(row.Message);
        }

        Assert.Empty(mail.Source.Reads);
    }

    [Fact]
    public async Task Fields_of_a_header_too_long_for_its_digest_are_left_to_whoever_asks()
    {
        await using var mail = new SearchFixture(mostOctets: 3_000_000);
        mail.Source.InlineThreshold = 3_000_000;
        mail.Source.Add($"Subject: gull\nX-Long: {new string('x', 900_000)}\n\nhere\n");
        for (var i = 1; i < TrigramSignature.Messages; i++)
            mail.Source.Add(SearchFixture.Message("gull", "here"));
        await mail.FindTextAsync("gull");
        var (matching, undecided) = await mail.AskAsync("Subject", "gull");
        Assert.Equal(TrigramSignature.Messages - 1, matching.Length);
        Exactly.These(undecided, 1u);
    }

    [Fact]
    public async Task Without_an_index_nothing_is_ruled_out()
    {
        await using var mail = new SearchFixture(hasIndex: false);
        mail.Source.Add(SearchFixture.Message("gull", "here"));
        Exactly.These(await mail.MayHoldAsync("pelican"), 1u);
    }

    [Theory]
    [InlineData("STRASSE", "Die Straße")]
    [InlineData("straße", "DIE STRASSE")]
    [InlineData("É", "cafe\u0301")]
    [InlineData("ab", "xABx")]
    [InlineData("z", "Zoo")]
    [InlineData("", "anything")]
    public async Task Case_and_form_of_characters_do_not_matter(string needle, string body)
    {
        await using var mail = new SearchFixture();
        mail.Source.Add($"Subject: s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n");
        Exactly.These(await mail.FindBodyAsync(needle), 1u);
        await mail.IndexAsync();
        Exactly.These(await mail.FindBodyAsync(needle), 1u);
    }

    [Fact]
    public async Task Encoded_words_and_encoded_bodies_are_decoded_first()
    {
        await using var mail = new SearchFixture();
        mail.Source.Add($"Subject: =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes("Grüße aus Köln"))}?=\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(Encoding.UTF8.GetBytes("der Bücherwurm"))}\n");
        Exactly.These(await mail.FindTextAsync("grüße AUS"), 1u);
        Exactly.These(await mail.FindBodyAsync("BÜCHER"), 1u);
        Assert.Empty(await mail.FindTextAsync("=?utf-8"));
    }

    [Fact]
    public async Task Whatever_the_index_knows_the_answer_is_that_of_looking_at_every_text()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            await using var mail = new SearchFixture(mostOctets: 400);
            var texts = new Dictionary<long, string>();
            for (var step = 0; step < 40; step++)
            {
                switch (random.Next(8))
                {
                    case 0:
                        await mail.IndexAsync();
                        break;
                    case 1:
                        await mail.ReopenAsync();
                        break;
                    case 2 when mail.Source.Rows.Count > 0:
                        foreach (var row in mail.Source.Rows.Where(_ => random.Next(3) == 0).ToArray())
                            mail.Source.Remove(row.Message);
                        await mail.ReopenAsync();
                        break;
                    case 3 or 4:
                        var words = Words(random, random.Next(1, 3));
                        var needle = words[..Math.Max(1, words.Length - random.Next(3))];
                        var expected = mail.Source.Rows.Where(row => texts[row.Message].Contains(needle, StringComparison.Ordinal)).Select(row => row.Uid.Value);
                        Assert.True(expected.SequenceEqual(await mail.FindBodyAsync(needle)), $"seed {seed}, step {step}, needle {needle}");
                        break;
                    default:
                        for (var count = random.Next(1, 90); count > 0; count--)
                        {
                            var body = Words(random, random.Next(1, random.Next(2, 120)));
                            var row = mail.Source.Add(SearchFixture.Message("s", body));
                            mail.Source.Rows[^1] = row with { Uid = new((uint)row.Message) };
                            texts[row.Message] = body;
                            mail.Search.Added([row]);
                        }

                        break;
                }
            }
        }
    }

    [Fact]
    public async Task What_a_search_had_to_read_it_does_not_read_again()
    {
        await using var mail = new SearchFixture();
        for (var i = 0; i < 150; i++)
            mail.Source.Add(SearchFixture.Message("s", $"number {i} ends"));
        Exactly.These(await mail.FindBodyAsync("number 7 ends"), 8u);
        Assert.Equal(150, mail.Source.Reads.Distinct().Count());
        mail.Source.Reads.Clear();
        Exactly.These(await mail.FindBodyAsync("number 8 ends"), 9u);
        Assert.Empty(mail.Source.Reads);
    }

    [Fact]
    public async Task A_message_in_several_rows_is_read_once_and_found_in_each()
    {
        await using var mail = new SearchFixture(hasIndex: false);
        var row = mail.Source.Add(SearchFixture.Message("s", "albatross"));
        mail.Source.Add("", row.Message);
        Exactly.These(await mail.FindBodyAsync("albatross"), 1u, 2u);
        Assert.Single(mail.Source.Reads);
    }

    [Fact]
    public async Task A_ghost_matches_nothing()
    {
        await using var mail = new SearchFixture();
        mail.Source.Rows.Add(new(new(1), 0, ModSeq.Zero, default, 0, 0));
        Assert.Empty(await mail.FindTextAsync(""));
        Assert.Empty(mail.Source.Reads);
    }

    [Fact]
    public async Task A_text_too_long_to_keep_is_read_at_every_search_to_its_end()
    {
        await using var mail = new SearchFixture(mostOctets: 1000);
        mail.Source.InlineThreshold = 2000;
        mail.Source.Add(SearchFixture.Message("s", new string('x', 900)));
        mail.Source.Add(SearchFixture.Message("s", $"{string.Join('\n', Enumerable.Repeat("filler filler", 5000))} kingfisher"));
        for (var round = 0; round < 3; round++)
        {
            Exactly.These(await mail.FindBodyAsync("kingfisher"), 2u);
            Assert.Empty(await mail.FindBodyAsync("kingfishers"));
            Exactly.These(await mail.FindAsync(("kingfisher", TextScope.Body), ("subject: s", TextScope.HeaderAndBody)), 2u);
            Assert.Empty(await mail.FindAsync(("kingfisher", TextScope.Body), ("subject: s", TextScope.Body)));
            await mail.IndexAsync();
        }
    }

    [Fact]
    public async Task A_digest_of_an_older_version_is_made_again_from_the_content()
    {
        await using var mail = new SearchFixture();
        mail.Source.OldDigests = true;
        mail.Source.Add(SearchFixture.Message("s", "cormorant"));
        mail.Source.InlineThreshold = 10;
        mail.Source.Add(SearchFixture.Message("s", "cormorant too"));
        Exactly.These(await mail.FindBodyAsync("cormorant"), 1u, 2u);
    }

    [Fact]
    public async Task A_search_of_nothing_finds_nothing()
    {
        await using var mail = new SearchFixture();
        Assert.Empty(await mail.FindTextAsync("x"));
    }

    [Fact]
    public async Task An_index_that_fails_is_done_without()
    {
        await using var mail = new SearchFixture();
        mail.Source.Add(SearchFixture.Message("s", "wren"));
        Exactly.These(await mail.FindBodyAsync("wren"), 1u);
        await mail.Index!.DisposeAsync();
        Exactly.These(await mail.FindBodyAsync("wren"), 1u);
        mail.Source.Add(SearchFixture.Message("s", "wren"));
        Exactly.These(await mail.FindBodyAsync("wren"), 1u, 2u);
    }

    [Fact]
    public async Task An_index_that_failed_for_another_user_is_no_damage()
    {
        await using var mail = new SearchFixture();
        mail.Source.Add(SearchFixture.Message("s", "wren"));
        Exactly.These(await mail.FindBodyAsync("wren"), 1u);
        // As after a write to a full disk: it is in use until it is closed, and gone with that.
        await mail.Index!.DiscardAsync(default);
        Assert.Empty(await mail.Search.CheckAsync(discards: false, default));
        await mail.Index!.DisposeAsync();
        Assert.Empty(await mail.Search.CheckAsync(discards: true, default));
        await mail.ReopenAsync();
        Exactly.These(await mail.FindBodyAsync("wren"), 1u);
        Assert.Empty(await mail.Search.CheckAsync(discards: false, default));
    }

    [Fact]
    public async Task An_index_that_cannot_be_opened_is_done_without()
    {
        var source = new SearchSource();
        source.Add(SearchFixture.Message("s", "wren"));
        using var turns = new SemaphoreSlim(1);
        await using var search = new TextSearch(source, _ => throw new StorageUnavailableException("No."), new(), turns, new StoppedTime());
        var found = await search.SearchAsync(source.Rows.ToArray(), [new("wren", TextScope.Body)], default);
        Assert.Equal(UidSet.Of(new(1)), found);
    }

    [Fact]
    public async Task A_search_can_be_given_up()
    {
        await using var mail = new SearchFixture();
        mail.Source.Add(SearchFixture.Message("s", "wren"));
        await mail.FindBodyAsync("wren");
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await mail.Search.SearchAsync(mail.Source.Rows.ToArray(), [new("wren", TextScope.Body)], gone.Token));
    }

    private static string Words(Random random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => (char)('a' + random.Next(4))))));
}
