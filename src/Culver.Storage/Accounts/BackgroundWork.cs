namespace Culver.Storage.Accounts;

/// <summary>What open accounts will do by themselves, or are doing: nothing waits where both are zero.</summary>
/// <param name="Texts">Messages that arrived or went, of which the text index is to be told; one at least for each account that looks for such.</param>
/// <param name="Sweeps">Accounts whose expunged content is to be swept. What a session still shows is not counted: it is swept after that.</param>
internal readonly record struct BackgroundWork(long Texts, long Sweeps)
{
    /// <summary>Both together.</summary>
    public static BackgroundWork operator +(BackgroundWork one, BackgroundWork other) => new(one.Texts + other.Texts, one.Sweeps + other.Sweeps);
}
