// Limits of an account. A bucket holds as many tokens as the limit and fills over an hour, so that nobody who stays below the limit ever notices it.
// What was not used is not kept: a bucket that is full again is forgotten.
using Culver.Storage;

namespace Culver.Delivery.Submission;

internal sealed class SubmissionRates(int limit, TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromHours(1);
    private const int Most = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<AccountId, Bucket> _buckets = [];

    public int Limit => limit;

    /// <summary>Takes one, if there is one.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="wait">How long until there is one; zero when one was taken.</param>
    public bool TryTake(AccountId account, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (limit == 0)
            return true;
        lock (_lock)
        {
            var bucket = Filled(account);
            if (bucket.Tokens < 1)
            {
                wait = Span * ((1 - bucket.Tokens) / limit);
                return false;
            }

            _buckets[account] = bucket with { Tokens = bucket.Tokens - 1 };
            return true;
        }
    }

    /// <summary>Whether there is one, without taking it.</summary>
    public bool HasOne(AccountId account, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (limit == 0)
            return true;
        lock (_lock)
        {
            var bucket = Filled(account);
            if (bucket.Tokens < 1)
                wait = Span * ((1 - bucket.Tokens) / limit);
            return bucket.Tokens >= 1;
        }
    }

    /// <summary>Gives one back that was not used after all.</summary>
    public void GiveBack(AccountId account)
    {
        if (limit == 0)
            return;
        lock (_lock)
        {
            var bucket = Filled(account);
            _buckets[account] = bucket with { Tokens = Math.Min(limit, bucket.Tokens + 1) };
        }
    }

    private Bucket Filled(AccountId account)
    {
        var now = time.GetTimestamp();
        if (!_buckets.TryGetValue(account, out var bucket))
        {
            if (_buckets.Count >= Most)
                Forget(now);
            return new(limit, now);
        }

        return new(Tokens(bucket, now), now);
    }

    private double Tokens(Bucket bucket, long now) => Math.Min(limit, bucket.Tokens + (time.GetElapsedTime(bucket.At, now) / Span * limit));

    private void Forget(long now)
    {
        foreach (var (account, bucket) in _buckets)
        {
            if (Tokens(bucket, now) >= limit)
                _buckets.Remove(account);
        }
    }

    private readonly record struct Bucket(double Tokens, long At);
}
