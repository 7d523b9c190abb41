using System.Buffers;

namespace Culver.Imap.Wire;

/// <summary>
/// Where a staged literal goes while it arrives. Calls come one after the other: any number of writes, then either
/// <see cref="CompleteAsync"/> or <see cref="AbortAsync"/>. After completion an abort may still follow, when the command
/// that carried the literal turned out to be nonsense or was never handled; it then throws away what was kept.
/// A sink that cannot keep the bytes (no space left, over quota) remembers why and goes on taking and dropping them,
/// so that the command fails with its proper answer and the connection stays in step.
/// </summary>
internal interface ILiteralSink
{
    /// <summary>Takes the next bytes; they are valid only until the returned task completes.</summary>
    ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken);

    /// <summary>The announced number of bytes has been written.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Nothing of this literal may be left behind. Must not throw; is called at most once, also while shutting down.</summary>
    ValueTask AbortAsync();
}
