namespace Culver.Mime.Text;

/// <summary>Reads ranges of a stream in ascending order, seeking over what is not wanted where the stream can.</summary>
internal sealed class ForwardReader(Stream stream, int bufferOctets)
{
    private readonly byte[] _buffer = new byte[bufferOctets];
    private readonly long _start = stream.CanSeek ? stream.Position : 0;
    private long _position;

    /// <summary>Reads a whole range; what the stream no longer has stays zero.</summary>
    public async ValueTask ReadAsync(long offset, Memory<byte> target, CancellationToken cancellationToken)
    {
        await SkipToAsync(offset, cancellationToken);
        _position += await stream.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken);
    }

    /// <summary>Reads up to <paramref name="most"/> octets into a buffer that is valid until the next call; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadSomeAsync(long offset, int most, CancellationToken cancellationToken)
    {
        await SkipToAsync(offset, cancellationToken);
        var read = await stream.ReadAsync(_buffer.AsMemory(0, Math.Min(most, _buffer.Length)), cancellationToken);
        _position += read;
        return _buffer.AsMemory(0, read);
    }

    private async ValueTask SkipToAsync(long offset, CancellationToken cancellationToken)
    {
        if (offset == _position) return;
        if (stream.CanSeek)
        {
            stream.Seek(_start + offset, SeekOrigin.Begin);
            _position = offset;
            return;
        }

        while (_position < offset)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(0, (int)Math.Min(_buffer.Length, offset - _position)), cancellationToken);
            if (read == 0) return;
            _position += read;
        }
    }
}
