using System.Buffers;
using Culver.Mime;
using Culver.Mime.Text;
using Culver.Mime.Transfer;

namespace Culver.Fuzz;

/// <summary>
/// Spoils the messages of tests/corpus. Whatever comes, a digest is made, the same from any pieces and never reaching outside the
/// message; search text is made of it; and recoded there is no NUL left.
/// </summary>
public static class MimeFuzz
{
    /// <summary>Tries so many spoiled messages.</summary>
    public static async Task<FuzzResult> RunAsync(int seed, int runs)
    {
        var random = new Random(seed);
        var pool = new SeedPool<bool>(Seeds().Select(static text => (text, true)));
        var findings = new List<string>();
        for (var run = 0; run < runs && findings.Count < 10; run++)
        {
            var text = Mutation.Of(random, pool.Pick(random).Text);
            var message = Octets.Of(text);
            try
            {
                if (await FaultAsync(message, random) is { } fault) findings.Add($"{fault}: {Convert.ToBase64String(message)}");
                pool.Tried(text, use: true);
            }
            catch (Exception e)
            {
                findings.Add($"{e}: {Convert.ToBase64String(message)}");
            }
        }

        return new(runs, 0, findings);
    }

    private static async Task<string?> FaultAsync(byte[] message, Random random)
    {
        var scanner = new MessageScanner();
        scanner.Write(message);
        var digest = scanner.Complete();
        scanner.Reset();
        for (var at = 0; at < message.Length;)
        {
            var length = Math.Min(random.Next(1, 80), message.Length - at);
            scanner.Write(message.AsSpan(at, length));
            at += length;
        }

        if (!digest.Bytes.Span.SequenceEqual(scanner.Complete().Bytes.Span)) return "pieces give another digest";
        foreach (var part in digest.Parts)
        {
            if (part.HeaderOffset < 0 || part.BodyLength < 0 || part.BodyOffset + part.BodyLength > message.Length) return "a part reaches outside";
        }

        if (digest.Envelope.Span.ContainsAnyExceptInRange((byte)1, (byte)127)) return "octets in ENVELOPE that no seven-bit client may be sent";
        if (digest.BodyStructure.Span.ContainsAnyExceptInRange((byte)1, (byte)127)) return "octets in BODYSTRUCTURE that no seven-bit client may be sent";
        var text = new ArrayBufferWriter<byte>();
        await SearchText.WriteAsync(new MemoryStream(message), digest, text, text, SearchTextLimits.Default, CancellationToken.None);
        using var recoded = new MemoryStream();
        await BinaryRecoder.RecodeAsync(new MemoryStream(message), digest, recoded, CancellationToken.None);
        return recoded.ToArray().Contains((byte)0) ? "NUL is left after recoding" : null;
    }

    private static string[] Seeds()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var corpus = Path.Combine(folder.FullName, "tests", "corpus");
            if (Directory.Exists(corpus)) return [.. Directory.GetFiles(corpus, "*.eml").Select(path => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path)))];
        }

        throw new DirectoryNotFoundException("tests/corpus");
    }
}
