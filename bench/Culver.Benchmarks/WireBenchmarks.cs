using System.Text;
using BenchmarkDotNet.Attributes;
using Culver.Imap.Wire;

namespace Culver.Benchmarks;

/// <summary>Reading commands and writing responses.</summary>
public class WireBenchmarks
{
    private static readonly string[] Flags = ["\\Seen", "$Junk"];

    private readonly byte[] _long = Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(1, 1000).Select(static i => i * 3)));
    private readonly ImapWriter _writer = new(new Sink());

    /// <summary>The words of a FETCH command.</summary>
    [Benchmark]
    public int Reader()
    {
        var reader = new ImapReader("a1 FETCH 12 (UID FLAGS \"x y\" NIL)"u8, WireMode.Rev1);
        reader.Tag();
        reader.Space();
        reader.Keyword("FETCH"u8);
        reader.Space();
        reader.Number();
        reader.Space();
        reader.Open();
        reader.AtomBytes();
        reader.Space();
        reader.AtomBytes();
        reader.Space();
        reader.Quoted();
        reader.Space();
        reader.TryNil();
        reader.Close();
        return reader.Position;
    }

    /// <summary>A sequence set as clients send it. It is kept, and so allocated.</summary>
    [Benchmark]
    public int SequenceSetShort()
    {
        var reader = new ImapReader("1:100,205,300:*"u8, WireMode.Rev1);
        return reader.SequenceSet().Ranges.Length;
    }

    /// <summary>A thousand numbers.</summary>
    [Benchmark]
    public int SequenceSetOf1000()
    {
        var reader = new ImapReader(_long, WireMode.Rev1);
        return reader.SequenceSet().Ranges.Length;
    }

    /// <summary>A FETCH response with flags and date.</summary>
    [Benchmark]
    public void Writer()
    {
        _writer.Untagged();
        _writer.Number(123);
        _writer.Keyword(" FETCH (UID "u8);
        _writer.Number(12345678);
        _writer.Keyword(" FLAGS "u8);
        _writer.FlagList(Flags);
        _writer.Keyword(" INTERNALDATE "u8);
        _writer.DateTime(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-7)));
        _writer.Close();
        _writer.CrLf();
        _writer.Commit();
    }

    /// <summary>Takes all and keeps nothing.</summary>
    private sealed class Sink : System.IO.Pipelines.PipeWriter
    {
        private readonly byte[] _buffer = new byte[65536];

        public override void Advance(int bytes)
        {
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<System.IO.Pipelines.FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
