namespace Culver.Mime.Tests;

public sealed class CorpusTests
{
    public static TheoryData<string> Names => [.. Corpus.Names];

    [Fact]
    public void The_corpus_holds_at_least_eighty_messages() => Assert.True(Corpus.Names.Count() >= 80);

    [Theory]
    [MemberData(nameof(Names))]
    public void Envelope_structure_and_preview_are_as_reviewed(string name)
    {
        var digest = Corpus.Scan(Corpus.Message(name));
        Compare(Corpus.Golden(name, "envelope"), digest.Envelope, digest.EnvelopeUtf8);
        Compare(Corpus.Golden(name, "bodystructure"), digest.BodyStructure, digest.BodyStructureUtf8);
        Assert.Equal(string.Concat(Corpus.Golden(name, "preview")), digest.Preview);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_digest_obeys_the_grammar_and_its_own_offsets(string name)
    {
        var message = Corpus.Message(name);
        DigestChecks.Check(Corpus.Scan(message), message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Octet_by_octet_gives_the_same_digest(string name)
    {
        var message = Corpus.Message(name);
        var scanner = new MessageScanner();
        for (var i = 0; i < message.Length; i++) scanner.Write(message.AsSpan(i, 1));
        Assert.Equal(Corpus.Scan(message).Bytes.ToArray(), scanner.Complete().Bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pieces_of_any_size_give_the_same_digest(string name)
    {
        var message = Corpus.Message(name);
        var expected = Corpus.Scan(message).Bytes.ToArray();
        var random = new Random(20_240_607);
        var scanner = new MessageScanner();
        for (var run = 0; run < 20; run++)
        {
            scanner.Reset();
            for (var at = 0; at < message.Length;)
            {
                var length = Math.Min(random.Next(1, 40), message.Length - at);
                scanner.Write(message.AsSpan(at, length));
                at += length;
            }

            Assert.Equal(expected, scanner.Complete().Bytes.ToArray());
        }
    }

    private static void Compare(string[] golden, ReadOnlyMemory<byte> sevenBit, ReadOnlyMemory<byte> utf8)
    {
        Assert.Equal(golden[0], Corpus.Text(sevenBit));
        Assert.Equal(golden[^1], Corpus.Text(utf8));
    }
}
