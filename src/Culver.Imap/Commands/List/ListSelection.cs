namespace Culver.Imap.Commands.List;

/// <summary>What LIST is to choose by (RFC 9051 §6.3.9.1, RFC 6154 §3).</summary>
[Flags]
internal enum ListSelection
{
    None = 0,
    Subscribed = 1,
    Remote = 2,
    RecursiveMatch = 4,
    SpecialUse = 8,
}
