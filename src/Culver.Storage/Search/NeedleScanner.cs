using System.Buffers;

namespace Culver.Storage.Search;

/// <summary>
/// Looks for needles in text that passes by in pieces, keeping only as much of it as a needle may have begun in. A writer, so that the
/// text of a message too large for memory is looked through as it is decoded.
/// </summary>
/// <param name="needles">What to look for; those that are found are ticked off.</param>
internal sealed class NeedleScanner(IReadOnlyList<ReadOnlyMemory<byte>> needles) : IBufferWriter<byte>
{
    private readonly bool[] _found = [.. needles.Select(static needle => needle.IsEmpty)];
    private readonly int _keep = needles.Count == 0 ? 0 : Math.Max(0, needles.Max(static needle => needle.Length) - 1);
    private byte[] _buffer = new byte[4096];
    private int _kept;

    /// <summary>Whether every needle was found.</summary>
    public bool FoundAll => !_found.Contains(false);

    /// <summary>Whether a needle was found.</summary>
    public bool Found(int needle) => _found[needle];

    /// <inheritdoc/>
    public void Advance(int count)
    {
        var text = _buffer.AsSpan(0, _kept + count);
        for (var i = 0; i < _found.Length; i++)
            _found[i] = _found[i] || text.IndexOf(needles[i].Span) >= 0;
        var keep = Math.Min(_keep, text.Length);
        text[^keep..].CopyTo(_buffer);
        _kept = keep;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _kept + Math.Max(sizeHint, 256);
        if (_buffer.Length < needed)
            Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
        return _buffer.AsMemory(_kept);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
