namespace Culver.Imap.Wire;

/// <summary>
/// The client wrote what the grammar does not allow; the reply is a tagged BAD with <see cref="Exception.Message"/> as its text.
/// The text names what was expected and where, and never repeats what the client wrote.
/// </summary>
internal sealed class ImapSyntaxException(string message) : Exception(message)
{
    /// <summary>The limit of ours that the client went beyond; null where the grammar itself has none of it.</summary>
    public string? Limit { get; init; }
}
