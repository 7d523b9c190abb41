namespace Culver.Smtp.Client;

/// <summary>A recipient of a transaction.</summary>
/// <param name="Address">The address, without angle brackets.</param>
/// <param name="Notify">NOTIFY as it is written (RFC 3461 §4.1); <see langword="null"/> for none.</param>
/// <param name="OriginalRecipient">ORCPT, decoded: a type, a semicolon and an address (RFC 3461 §4.2); <see langword="null"/> for none.</param>
public sealed record ClientRecipient(string Address, string? Notify = null, string? OriginalRecipient = null);
