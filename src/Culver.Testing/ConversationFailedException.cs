namespace Culver.Testing;

/// <summary>The server did not say what the script expects. The message holds the whole conversation, with the difference marked.</summary>
public sealed class ConversationFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
