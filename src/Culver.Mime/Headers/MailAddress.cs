namespace Culver.Mime.Headers;

/// <summary>
/// One address of an address list (RFC 5322 §3.4), decoded for people. In a list with groups, the group's start and end are
/// entries of their own, as in the address structures of ENVELOPE (RFC 9051 §7.5.2).
/// </summary>
/// <param name="Name">The display name, encoded-words decoded; null when there is none.</param>
/// <param name="Route">The obsolete source route, or null.</param>
/// <param name="Mailbox">The local-part without quoting; the group's name at a group's start; null at its end.</param>
/// <param name="Host">The domain; null at a group's start and end; empty when the address has none.</param>
public sealed record MailAddress(string? Name, string? Route, string? Mailbox, string? Host)
{
    /// <summary>Begins a group.</summary>
    public bool IsGroupStart => Mailbox is not null && Host is null;

    /// <summary>Ends a group.</summary>
    public bool IsGroupEnd => Mailbox is null;

    /// <summary>local-part@domain, or null for a group marker or an address without a domain.</summary>
    public string? Address => string.IsNullOrEmpty(Host) || Mailbox is null ? null : $"{Mailbox}@{Host}";
}
