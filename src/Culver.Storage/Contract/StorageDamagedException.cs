namespace Culver.Storage;

/// <summary>What is stored is not what was written: unlike a full disk or a lack of descriptors that does not pass, and reading it again is of no use.</summary>
public sealed class StorageDamagedException(string message, Exception? innerException = null) : StorageUnavailableException(message, innerException);
