using Culver.Storage.Directory;

namespace Culver.Identity.Accounts;

/// <summary>How a change of an account ended. A closed set.</summary>
public abstract record AccountResult
{
    private AccountResult()
    {
    }

    /// <summary>Done, durably.</summary>
    /// <param name="Account">The account as it is now; as it was, if it was removed.</param>
    public sealed record Done(DirectoryAccount Account) : AccountResult;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(AccountRefusal Refusal) : AccountResult;
}
