using System.Globalization;
using System.Text;

namespace Culver.Hosting;

/// <summary>The sample messages of the first start.</summary>
internal static class DemoMessages
{
    private const string Folder = "demo/";

    /// <summary>The messages, oldest first, each some hours before <paramref name="now"/>.</summary>
    public static IEnumerable<(byte[] Bytes, DateTimeOffset Arrived)> Make(DateTimeOffset now)
    {
        var assembly = typeof(DemoMessages).Assembly;
        var names = assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            using var stream = assembly.GetManifestResourceStream(names[i])!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var arrived = now - TimeSpan.FromHours(3 * (names.Length - 1 - i)) - TimeSpan.FromMinutes(7 * i);
            var text = reader.ReadToEnd()
                .Replace("{date}", arrived.ToString("ddd, d MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{id}", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .ReplaceLineEndings("\r\n");
            yield return (Encoding.UTF8.GetBytes(text), arrived);
        }
    }
}
