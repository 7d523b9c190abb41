using System.Buffers;
using System.IO.Pipelines;

namespace Culver.Imap.Tests.Wire;

/// <summary>Gives some octets until all are examined, and from then on the empty buffer of a connection that was cut.</summary>
internal sealed class CutReader(byte[] octets) : PipeReader
{
    private readonly ReadOnlySequence<byte> all = new(octets);
    private SequencePosition at = new ReadOnlySequence<byte>(octets).Start;
    private bool isCut;

    public override bool TryRead(out ReadResult result)
    {
        result = isCut ? new(default, isCanceled: false, isCompleted: true) : new(all.Slice(at), isCanceled: false, isCompleted: false);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => TryRead(out var result) ? new(result) : default;

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!isCut)
        {
            at = consumed;
            isCut = all.Slice(examined).IsEmpty;
        }
    }

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
