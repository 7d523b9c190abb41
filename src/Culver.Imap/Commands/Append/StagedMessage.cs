using System.Buffers;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Append;

/// <summary>
/// The message of an APPEND while it arrives: goes straight to the store's staging and never is in memory whole. Where the disk fails
/// under it, the rest is read and dropped, and the command says so.
/// </summary>
internal sealed class StagedMessage(IContentStaging staging) : ILiteralSink, IAsyncDisposable
{
    private StorageUnavailableException? _failure;
    private IStagedContent? _content;

    public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        if (_failure is not null)
            return;
        try
        {
            await staging.WriteAsync(bytes, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            _failure = failure;
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_failure is not null)
            return;
        try
        {
            _content = await staging.CompleteAsync(cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            _failure = failure;
        }
    }

    public ValueTask AbortAsync() => DisposeAsync();

    /// <summary>The message, whole.</summary>
    /// <exception cref="StorageUnavailableException">The disk failed while it arrived.</exception>
    public IStagedContent Content() =>
        _content ?? throw (_failure ?? throw new InvalidOperationException("The message has not arrived."));

    public async ValueTask DisposeAsync()
    {
        if (_content is not null)
            await _content.DisposeAsync();
        await staging.DisposeAsync();
    }
}
