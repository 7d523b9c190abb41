using System.Buffers;

namespace Culver.Connections;

/// <summary>A rented array in a chain of such. One owner at a time gives it back.</summary>
internal sealed class PooledSegment : ReadOnlySequenceSegment<byte>
{
    private byte[] _array;

    public PooledSegment(int size)
    {
        _array = ArrayPool<byte>.Shared.Rent(size);
        Memory = _array;
    }

    /// <summary>How much of it is filled.</summary>
    public int End { get; private set; }

    public PooledSegment? Follower => (PooledSegment?)Next;

    /// <summary>The room behind what is filled.</summary>
    public Memory<byte> Room => _array.AsMemory(End);

    public int Size => _array.Length;

    public ReadOnlySpan<byte> Filled => _array.AsSpan(0, End);

    public void Fill(int count) => End += count;

    public void Append(PooledSegment next)
    {
        Memory = _array.AsMemory(0, End);
        next.RunningIndex = RunningIndex + End;
        Next = next;
    }

    public void Return()
    {
        var array = _array;
        _array = [];
        ArrayPool<byte>.Shared.Return(array);
    }
}
