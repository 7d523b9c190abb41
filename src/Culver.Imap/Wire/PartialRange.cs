namespace Culver.Imap.Wire;

/// <summary>partial = "&lt;" number64 "." nz-number64 "&gt;": octets from <paramref name="Offset"/>, at most <paramref name="Count"/> (RFC 9051 §6.4.5).</summary>
internal readonly record struct PartialRange(long Offset, long Count);
