using System.Collections.Immutable;

namespace Culver.MailAuth.Dkim;

/// <summary>What was found under the name of a key.</summary>
internal abstract record KeyLookup
{
    private KeyLookup()
    {
    }

    /// <summary>Records, at least one.</summary>
    public sealed record Found(ImmutableArray<string> Records) : KeyLookup;

    /// <summary>Nothing is there.</summary>
    public sealed record Missing : KeyLookup;

    /// <summary>It could not be found out now.</summary>
    public sealed record Unavailable : KeyLookup;
}
