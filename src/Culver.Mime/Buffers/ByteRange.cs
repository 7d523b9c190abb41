namespace Culver.Mime.Buffers;

/// <summary>A slice of a <see cref="ByteBuffer"/>; <see cref="Absent"/> differs from an empty one, as NIL differs from "".</summary>
internal readonly record struct ByteRange(int Offset, int Length)
{
    public static ByteRange Absent => new(0, -1);

    public bool IsPresent => Length >= 0;
}
