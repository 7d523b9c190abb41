using System.Collections.Immutable;

namespace Culver.Delivery;

/// <summary>What came of a change to keys. A closed set.</summary>
public abstract record DkimKeyResult
{
    private DkimKeyResult()
    {
    }

    /// <summary>Done, durably.</summary>
    /// <param name="Keys">All keys of the domain now.</param>
    public sealed record Done(ImmutableArray<DkimKeyEntry> Keys) : DkimKeyResult;

    /// <summary>Not done.</summary>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Refused(string Reason) : DkimKeyResult;
}
