namespace Culver.Storage.Accounts;

/// <summary>Every account may hold what there is room for.</summary>
internal sealed class NoLimits : IAccountLimits
{
    public ValueTask<AccountLimits> OfAsync(AccountId account, CancellationToken cancellationToken) => new(AccountLimits.None);
}
