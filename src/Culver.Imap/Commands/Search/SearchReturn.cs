namespace Culver.Imap.Commands.Search;

/// <summary>What a SEARCH is to return (RFC 9051 §6.4.4, RFC 4731, RFC 5182).</summary>
[Flags]
internal enum SearchReturn
{
    /// <summary>No RETURN was given.</summary>
    None = 0,
    Min = 1,
    Max = 2,
    All = 4,
    Count = 8,
    Save = 16,
}
