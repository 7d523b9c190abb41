using Culver.Storage;

namespace Culver.Pop3.Session;

/// <summary>
/// When accounts logged in last, for LOGIN-DELAY (RFC 2449 §6.5). Kept in memory: after a restart one early login is let in. What is older than
/// the delay is forgotten.
/// </summary>
internal sealed class LoginDelays(TimeSpan delay, TimeProvider time)
{
    private const int SweepAbove = 1024;

    private readonly Dictionary<AccountId, long> _last = [];
    private readonly Lock _gate = new();
    private int _sweepAt = SweepAbove;

    /// <summary>Whether an account may log in again by now.</summary>
    public bool MayLogIn(AccountId account)
    {
        if (delay <= TimeSpan.Zero)
            return true;
        lock (_gate)
            return !_last.TryGetValue(account, out var last) || time.GetElapsedTime(last) >= delay;
    }

    /// <summary>Remembers a login that succeeded: the delay runs from its +OK.</summary>
    public void LoggedIn(AccountId account)
    {
        if (delay <= TimeSpan.Zero)
            return;
        lock (_gate)
        {
            _last[account] = time.GetTimestamp();
            if (_last.Count < _sweepAt)
                return;
            foreach (var (old, last) in _last.ToArray())
            {
                if (time.GetElapsedTime(last) >= delay)
                    _last.Remove(old);
            }

            _sweepAt = Math.Max(SweepAbove, _last.Count * 2);
        }
    }
}
