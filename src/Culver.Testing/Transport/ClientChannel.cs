namespace Culver.Testing.Transport;

/// <summary>The client's end of a connection to a server: a stream, and a way to say that nothing more will be sent.</summary>
internal sealed class ClientChannel(Stream stream, Func<CancellationToken, ValueTask> endSending) : IAsyncDisposable
{
    /// <summary>The bytes both ways.</summary>
    public Stream Stream { get; } = stream;

    /// <summary>Ends the client's half. What the server still has to say can be read.</summary>
    public ValueTask EndSendingAsync(CancellationToken cancellationToken) => endSending(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
