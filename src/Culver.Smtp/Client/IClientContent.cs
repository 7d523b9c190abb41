namespace Culver.Smtp.Client;

/// <summary>The content of a message to send: whole lines that end in CRLF, without transfer encoding.</summary>
public interface IClientContent
{
    /// <summary>Octets.</summary>
    long Length { get; }

    /// <summary>Reads from <paramref name="offset"/>; 0 only at the end.</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}
