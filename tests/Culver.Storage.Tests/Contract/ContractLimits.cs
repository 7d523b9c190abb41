namespace Culver.Storage.Tests.Contract;

/// <summary>Limits a test settles, the same for every account.</summary>
public sealed class ContractLimits : IAccountLimits
{
    public AccountLimits Now { get; set; } = AccountLimits.None;

    public ValueTask<AccountLimits> OfAsync(AccountId account, CancellationToken cancellationToken) => new(Now);
}
