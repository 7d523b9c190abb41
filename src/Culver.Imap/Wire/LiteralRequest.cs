namespace Culver.Imap.Wire;

/// <summary>A literal that a client announced and nobody has read yet.</summary>
/// <param name="Prefix">The command up to and without the "{" (or "~{"): for APPEND everything before the message.</param>
/// <param name="Size">The octets announced.</param>
/// <param name="IsBinary">Whether it is a literal8 ("~{"), which may hold NUL (RFC 3516 §4.4, RFC 6855 §4).</param>
/// <param name="IsNonSynchronizing">Whether the client sends it without waiting for leave (RFC 7888 §3).</param>
internal readonly record struct LiteralRequest(CommandText Prefix, long Size, bool IsBinary, bool IsNonSynchronizing);
