using Culver.Smtp.Client;
using Culver.Storage;

namespace Culver.Delivery.Relay;

/// <summary>A message on its way out: fields that go before it, then its octets.</summary>
internal sealed class OutgoingContent(ReadOnlyMemory<byte> fields, IMessageContent content) : IClientContent
{
    /// <inheritdoc/>
    public long Length => fields.Length + content.Length;

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset >= fields.Length)
            return content.ReadAsync(offset - fields.Length, buffer, cancellationToken);
        var part = fields[(int)offset..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        return new(part.Length);
    }
}
