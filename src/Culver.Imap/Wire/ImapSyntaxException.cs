namespace Culver.Imap.Wire;

/// <summary>
/// The client wrote what the grammar does not allow; the reply is a tagged BAD with <see cref="Exception.Message"/> as its text.
/// The text names what was expected and where, and never repeats what the client wrote.
/// </summary>
internal sealed class ImapSyntaxException(string message) : Exception(message);
