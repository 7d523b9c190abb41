using System.Collections.Immutable;
using System.Text;
using BenchmarkDotNet.Attributes;
using Culver.Storage;
using Culver.Storage.Search;

namespace Culver.Benchmarks;

/// <summary>Publishing a change of a mailbox, telling a session of it, and scanning text.</summary>
public class IndexBenchmarks
{
    private readonly FlagSetTable _flags = new();
    private readonly byte[] _text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("thanks for the minutes of the meeting, see you on friday. ", 70)));
    private readonly byte[] _block = new byte[TrigramSignature.BlockOctets];
    private readonly ImmutableArray<FoldedNeedle> _needles = [new("quixotry"u8.ToArray(), TextScope.Body)];
    private MailboxSnapshot _before = null!;
    private MailboxSnapshot _after = null!;
    private IndexDelta _arrival = null!;
    private IndexDelta _change = null!;

    /// <summary>Messages in the mailbox.</summary>
    [Params(1_000, 1_000_000)]
    public int Messages { get; set; }

    /// <summary>Makes the mailbox.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _before = MailboxSnapshot.Of(Info(Messages, 1), _flags, Enumerable.Range(1, Messages).Select(static i => Row(i, 1)));
        _arrival = IndexDelta.To(Info(Messages + 1, 2), new[] { Row(Messages + 1, 2) }, UidSet.Empty);
        _change = IndexDelta.To(Info(Messages, 2), new[] { Row(Messages / 2, 2) }, UidSet.Empty);
        _after = _before.With(_change);
    }

    /// <summary>A message arrives.</summary>
    [Benchmark]
    public MailboxSnapshot PublishArrival() => _before.With(_arrival);

    /// <summary>A flag changes in the middle.</summary>
    [Benchmark]
    public MailboxSnapshot PublishChange() => _before.With(_change);

    /// <summary>What a session is told of that.</summary>
    [Benchmark]
    public ViewChanges Diff() => MailboxSnapshot.Diff(_before, _after);

    /// <summary>A session looks and there is nothing new.</summary>
    [Benchmark]
    public ViewChanges DiffOfNothing() => MailboxSnapshot.Diff(_before, _before);

    /// <summary>4 KB of text without the needle.</summary>
    [Benchmark]
    public bool TextScan() => FoldedText.Holds(_text, 0, _needles);

    /// <summary>The same 4 KB taken into the signatures.</summary>
    [Benchmark]
    public void SignatureOfText() => TrigramSignature.Add(_block, 3, _text);

    private static IndexRow Row(int uid, long modSeq) => new(new((uint)uid), 0, new(modSeq), default, 4096, uid);

    private static MailboxInfo Info(int messages, long modSeq) => new(
        new(1), MailboxName.Inbox, new(1), new((uint)messages + 1), new(modSeq), new(1), messages, messages, 0, messages * 4096L, SpecialUse.None, IsSelectable: true, [], new(1), ModSeq.Zero);
}
