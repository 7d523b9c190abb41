namespace Culver.Mime.Tests;

public sealed class HostileInputTests
{
    private const int Seed = 20_261_121;

    [Fact]
    public void Mutated_messages_are_always_described_and_always_alike_in_any_pieces()
    {
        var messages = Corpus.Names.Select(Corpus.Message).Where(message => message.Length is > 0 and < 8000).ToArray();
        var random = new Random(Seed);
        for (var run = 0; run < 3000; run++)
        {
            var message = Mutate(messages[random.Next(messages.Length)], messages, random);
            try
            {
                var digest = Corpus.Scan(message);
                DigestChecks.Check(digest, message);
                var scanner = new MessageScanner();
                for (var at = 0; at < message.Length;)
                {
                    var length = Math.Min(random.Next(1, 60), message.Length - at);
                    scanner.Write(message.AsSpan(at, length));
                    at += length;
                }

                Assert.Equal(digest.Bytes.ToArray(), scanner.Complete().Bytes.ToArray());
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {Seed}, run {run}: {failure}\n{Convert.ToBase64String(message)}");
            }
        }
    }

    [Fact]
    public async Task Mutated_messages_are_searched_and_recoded_whatever_they_hold()
    {
        var messages = Corpus.Names.Select(Corpus.Message).Where(message => message.Length is > 0 and < 8000).ToArray();
        var random = new Random(Seed);
        for (var run = 0; run < 1500; run++)
        {
            var message = Mutate(messages[random.Next(messages.Length)], messages, random);
            try
            {
                var digest = Corpus.Scan(message);
                var header = new System.Buffers.ArrayBufferWriter<byte>();
                var body = new System.Buffers.ArrayBufferWriter<byte>();
                await Text.SearchText.WriteAsync(new MemoryStream(message), digest, header, body, Text.SearchTextLimits.Default, TestContext.Current.CancellationToken);
                Assert.True(System.Text.Unicode.Utf8.IsValid(header.WrittenSpan));
                Assert.True(System.Text.Unicode.Utf8.IsValid(body.WrittenSpan));

                using var recoded = new MemoryStream();
                await Transfer.BinaryRecoder.RecodeAsync(new MemoryStream(message), digest, recoded, TestContext.Current.CancellationToken);
                var again = Corpus.Scan(recoded.ToArray());
                Assert.False(again.ContainsNul);
                if (!digest.ContainsNul && !Corpus.Text(message.AsSpan()).Contains("binary", StringComparison.OrdinalIgnoreCase)) Assert.Equal(message, recoded.ToArray());
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {Seed}, run {run}: {failure}\n{Convert.ToBase64String(message)}");
            }
        }
    }

    [Fact]
    public void Random_octets_in_a_header_never_throw()
    {
        var alphabet = "From: To: <>()@,;:\"\\[].=?utf-8?Q?B?= \t\r\n\0\u00e4a1*'%-+/"u8.ToArray();
        string[] fields = ["From", "Subject", "Date", "Content-Type", "Content-Disposition", "References", "Content-Language", "Content-Transfer-Encoding", "Message-ID"];
        var random = new Random(Seed);
        for (var run = 0; run < 3000; run++)
        {
            var value = new byte[random.Next(0, 120)];
            for (var i = 0; i < value.Length; i++) value[i] = alphabet[random.Next(alphabet.Length)];
            byte[] message = [.. System.Text.Encoding.ASCII.GetBytes(fields[random.Next(fields.Length)] + ": "), .. value, .. "\r\n\r\nbody"u8];
            try
            {
                DigestChecks.Check(Corpus.Scan(message), message);
                Headers.AddressList.Parse(value);
                Headers.HeaderText.Decode(value);
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {Seed}, run {run}: {failure}\n{Convert.ToBase64String(message)}");
            }
        }
    }

    // Each of these would take hours if some reader went over its input again and again.
    [Theory]
    [InlineData("To", "=?x?Q?")]
    [InlineData("To", "=?")]
    [InlineData("To", "a@b ")]
    [InlineData("To", "(")]
    [InlineData("To", "(a)")]
    [InlineData("To", "<(a)")]
    [InlineData("To", "<@")]
    [InlineData("To", "a:")]
    [InlineData("To", "\"")]
    [InlineData("To", ". ")]
    [InlineData("Subject", "[]")]
    [InlineData("Subject", "[a] ")]
    [InlineData("Subject", "[fwd:")]
    [InlineData("Subject", "re:")]
    [InlineData("Subject", "re[")]
    [InlineData("Subject", "=?utf-8?B?")]
    [InlineData("Subject", "=?utf-8?B?w6Q=?= ")]
    [InlineData("Subject", "\u00e4 ")]
    [InlineData("Date", "1 ")]
    [InlineData("Date", "(")]
    [InlineData("References", "<a@")]
    [InlineData("References", "<a(")]
    [InlineData("References", "<a@b>")]
    [InlineData("Content-Type", "a/b; x*0=1; ")]
    [InlineData("Content-Type", "a/b; c=d; ")]
    [InlineData("Content-Disposition", "a; filename*1*=%41; ")]
    [InlineData("Content-Language", "de,")]
    public void A_field_full_of_one_thing_is_read_once(string name, string pattern)
    {
        var line = name + ": " + string.Concat(Enumerable.Repeat(pattern, 250_000 / pattern.Length)) + "\r\n";
        var message = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line, 8)) + "\r\nbody");
        var digest = Corpus.Scan(message);
        Assert.Equal(message.Length, digest.Size);
    }

    [Fact]
    public void A_domain_of_white_space_is_read_once()
    {
        var message = System.Text.Encoding.ASCII.GetBytes("To: a@b" + new string(' ', 200_000) + ".c\r\n\r\n");
        Assert.Equal("a", Corpus.Scan(message).SortTo);
    }

    [Fact]
    public void A_damaged_digest_is_refused_or_read_but_never_reads_outside_itself()
    {
        var blob = Corpus.Scan(Corpus.Message("rfc9051-numbering")).Bytes.ToArray();
        var random = new Random(Seed);
        for (var run = 0; run < 2000; run++)
        {
            var damaged = blob.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                var digest = MessageDigest.Read(damaged);
                _ = digest.Envelope;
                _ = digest.Preview;
                foreach (var part in digest.Parts) _ = part.FileName + part.Type + part.Charset;
                digest.TryFindPart([3, 1], out _);
            }
            catch (DigestFormatException)
            {
                // Refused, as it should be.
            }
        }
    }

    private static byte[] Mutate(byte[] message, byte[][] others, Random random)
    {
        var octets = message.ToList();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var at = random.Next(octets.Count + 1);
            switch (random.Next(6))
            {
                case 0 when at < octets.Count:
                    octets[at] = (byte)random.Next(256);
                    break;
                case 1 when at < octets.Count:
                    octets.RemoveRange(at, Math.Min(random.Next(1, 30), octets.Count - at));
                    break;
                case 2:
                    octets.Insert(at, "\r\n-=\"(<:;\0 "u8[random.Next(11)]);
                    break;
                case 3:
                    var other = others[random.Next(others.Length)];
                    var from = random.Next(other.Length);
                    octets.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, 200), other.Length - from)).ToArray());
                    break;
                case 4 when at < octets.Count:
                    octets.InsertRange(at, octets.GetRange(at, Math.Min(random.Next(1, 100), octets.Count - at)));
                    break;
                default:
                    octets.RemoveRange(at, octets.Count - at);
                    break;
            }
        }

        return [.. octets];
    }
}
