using System.Buffers;
using Culver.Imap.Wire;

namespace Culver.Imap.Tests.Wire;

/// <summary>Keeps what it is given and what was said to it.</summary>
internal sealed class RecordingSink : ILiteralSink
{
    private readonly MemoryStream taken = new();

    public string Taken => Read.Latin(taken.ToArray());

    public int Completed { get; private set; }

    public int Aborted { get; private set; }

    public Exception? Fails { get; init; }

    public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        if (Fails is not null)
        {
            throw Fails;
        }

        if (bytes.IsEmpty || Completed + Aborted > 0)
        {
            throw new InvalidOperationException("A write of nothing, or too late.");
        }

        taken.Write(bytes.ToArray());
        return default;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        Completed++;
        return default;
    }

    public ValueTask AbortAsync()
    {
        Aborted++;
        return default;
    }
}
