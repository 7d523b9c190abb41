namespace Culver.Storage.Search;

/// <summary>
/// A text index was closed, or failed for another of its users: it answers nobody any more, and nothing that it says is a word about its state. One that was found
/// damaged is thrown away when it is closed, and made anew.
/// </summary>
public sealed class TextIndexClosedException() : StorageUnavailableException("The text index was closed or has failed.");
