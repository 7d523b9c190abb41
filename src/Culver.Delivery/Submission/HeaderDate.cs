using System.Globalization;

namespace Culver.Delivery.Submission;

/// <summary>The date-time of RFC 5322 §3.3, without its obsolete forms.</summary>
internal static class HeaderDate
{
    public static string Format(DateTimeOffset time) =>
        time.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}
