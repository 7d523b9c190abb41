using Culver.Storage.Directory;

namespace Culver.Identity.Accounts;

/// <summary>How a change of an alias ended. A closed set.</summary>
public abstract record AliasResult
{
    private AliasResult()
    {
    }

    /// <summary>Done, durably.</summary>
    /// <param name="Alias">The alias as it is now; as it was, if it was removed.</param>
    public sealed record Done(DirectoryAlias Alias) : AliasResult;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(AccountRefusal Refusal) : AliasResult;
}
