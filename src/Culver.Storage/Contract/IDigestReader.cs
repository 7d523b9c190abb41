namespace Culver.Storage;

/// <summary>Reads digests where they lie in the store. The store holds a moment of the account meanwhile, so that a reader waits for nobody and does not ask the store anything.</summary>
public interface IDigestReader
{
    /// <summary>Takes a digest.</summary>
    /// <param name="index">The place of the message among those asked for.</param>
    /// <param name="digest">Its digest, good until the method returns; empty when the message is gone.</param>
    /// <returns>False to end here and leave this message out.</returns>
    bool Read(int index, ReadOnlySpan<byte> digest);
}
