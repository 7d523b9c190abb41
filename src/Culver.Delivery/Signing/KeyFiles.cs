using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Culver.Dns;
using Culver.MailAuth.Dkim;

namespace Culver.Delivery;

/// <summary>The files of <see cref="DkimKeys"/>.</summary>
internal static class KeyFiles
{
    private const string IndexName = "keys.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Whether a name can be that of a domain's folder.</summary>
    public static bool IsDomain(string domain) =>
        domain.Length > 0 && domain.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') && domain[0] != '.' && DnsName.TryParse(domain, out _);

    public static IReadOnlyList<string> Domains(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Select(static path => Path.GetFileName(path)).Where(name => Exists(folder, name)).Order(StringComparer.Ordinal)]
            : [];

    public static bool Exists(string folder, string domain) => File.Exists(Path.Combine(Of(folder, domain), IndexName));

    public static async ValueTask<ImmutableArray<StoredKey>> ReadAsync(string folder, string domain, CancellationToken cancellationToken)
    {
        var place = Of(folder, domain);
        var rows = JsonSerializer.Deserialize<Row[]>(await File.ReadAllTextAsync(Path.Combine(place, IndexName), cancellationToken), Json) ?? [];
        var keys = ImmutableArray.CreateBuilder<StoredKey>(rows.Length);
        foreach (var row in rows)
        {
            var pem = await File.ReadAllTextAsync(Path.Combine(place, row.Selector + ".pem"), cancellationToken);
            keys.Add(new(DkimSigningKey.FromPem(domain.ToLowerInvariant(), row.Selector, pem), row.State, row.CreatedAt));
        }

        return keys.ToImmutable();
    }

    public static async ValueTask WriteAsync(string folder, string domain, ImmutableArray<StoredKey> keys, CancellationToken cancellationToken)
    {
        var place = Of(folder, domain);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(place);
        else
            Directory.CreateDirectory(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var key in keys)
        {
            var file = Path.Combine(place, key.Key.Selector + ".pem");
            if (!File.Exists(file))
                await WriteAsync(file, key.Key.ToPem(), cancellationToken);
        }

        var rows = keys.Select(static key => new Row(key.Key.Selector, key.State, key.CreatedAt));
        await WriteAsync(Path.Combine(place, IndexName), JsonSerializer.Serialize(rows, Json), cancellationToken);
        foreach (var file in Directory.EnumerateFiles(place, "*.pem"))
        {
            if (!keys.Any(key => key.Key.Selector == Path.GetFileNameWithoutExtension(file)))
                File.Delete(file);
        }
    }

    private static string Of(string folder, string domain) => Path.Combine(folder, domain.ToLowerInvariant());

    private static async ValueTask WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var unfinished = file + ".new";
        await using (var stream = new FileStream(unfinished, options))
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, file, overwrite: true);
    }

    private sealed record Row(string Selector, DkimKeyState State, DateTimeOffset CreatedAt);
}
