using System.Security.Cryptography;

namespace Culver.Delivery.Queue;

/// <summary>When an attempt that failed is made again (RFC 5321 §4.5.4.1).</summary>
internal static class RetrySchedule
{
    /// <summary>The time of the next attempt: the wait doubles up to its longest, and differs a little by chance; the last attempt is made when the message expires.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="now">The time of the attempt that failed.</param>
    /// <param name="failures">How many have failed, this one included.</param>
    /// <param name="expires">When the message expires.</param>
    public static DateTimeOffset Next(RelayOptions options, DateTimeOffset now, int failures, DateTimeOffset expires)
    {
        var wait = Math.Min(options.FirstRetry.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)), options.LongestRetry.TotalSeconds);
        var jitter = options.RetryJitter == 0 ? 0 : RandomNumberGenerator.GetInt32(-options.RetryJitter * 100, (options.RetryJitter * 100) + 1) / 10_000.0;
        var next = now + TimeSpan.FromSeconds(wait * (1 + jitter));
        return next < expires ? next : expires;
    }
}
