namespace Culver.Imap.Commands.List;

/// <summary>What LIST is to tell (RFC 9051 §6.3.9.2, RFC 6154 §3).</summary>
[Flags]
internal enum ListReturn
{
    None = 0,
    Subscribed = 1,
    Children = 2,
    SpecialUse = 4,
}
