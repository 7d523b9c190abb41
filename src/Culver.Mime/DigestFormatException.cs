namespace Culver.Mime;

/// <summary>A stored digest has an unknown version or is damaged. The digest is to be rebuilt from the message's content.</summary>
public sealed class DigestFormatException(string message) : Exception(message);
