using BenchmarkDotNet.Attributes;
using Culver.Bench.Corpora;
using Culver.Mime;
using Culver.Mime.Text;

namespace Culver.Benchmarks;

/// <summary>The one pass over a message at arrival, and what searching a header field costs.</summary>
public class MimeBenchmarks
{
    private readonly byte[] _plain = CorpusText.Small(1);
    private readonly byte[] _nested = new CorpusMessage(18).ToBytes();
    private readonly byte[] _attachment = new CorpusMessage(16).ToBytes();
    private readonly MessageScanner _scanner = new();
    private readonly FoldedNeedle _needle = new("zeppelin");

    /// <summary>4 KB of plain text, to its digest.</summary>
    [Benchmark]
    public MessageDigest DigestOfPlain4K() => Digest(_plain);

    /// <summary>A forwarded message with related and alternative parts in it.</summary>
    [Benchmark]
    public MessageDigest DigestOfNested() => Digest(_nested);

    /// <summary>An attachment of 50 KB in base64.</summary>
    [Benchmark]
    public MessageDigest DigestOfAttachment() => Digest(_attachment);

    /// <summary>The scan alone, of the attachment.</summary>
    [Benchmark]
    public long ScanOfAttachment()
    {
        _scanner.Reset();
        _scanner.Write(_attachment);
        return _scanner.Length;
    }

    /// <summary>A text looked for in a plain header field.</summary>
    [Benchmark]
    public bool NeedleInPlainField() => _needle.IsIn(" Re: minutes of the meeting about the budget and the garden\r\n"u8);

    /// <summary>The same in one with an encoded word.</summary>
    [Benchmark]
    public bool NeedleInEncodedField() => _needle.IsIn(" =?utf-8?q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?= about the garden\r\n"u8);

    private MessageDigest Digest(byte[] message)
    {
        _scanner.Reset();
        _scanner.Write(message);
        return _scanner.Complete();
    }
}
