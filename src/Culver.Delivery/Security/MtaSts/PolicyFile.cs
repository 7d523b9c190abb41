using System.Text.Json;
using System.Text.Json.Serialization;
using Culver.Dns;
using Microsoft.Extensions.Logging;

namespace Culver.Delivery.Security.MtaSts;

/// <summary>
/// The policies that are known, kept over a restart: without it, whoever can silence a policy host only has to wait for one (RFC 8461 §10.2).
/// It is a cache: what cannot be read is forgotten, and what a crash loses is fetched again.
/// </summary>
internal sealed class PolicyFile(string? path, ILogger log)
{
    private const int Version = 1;
    private static readonly JsonSerializerOptions Format = new() { Converters = { new JsonStringEnumConverter<MtaStsMode>() } };

    public IEnumerable<(DnsName Domain, KnownPolicy Known)> Read()
    {
        if (path is null || !File.Exists(path))
            return [];
        try
        {
            using var file = File.OpenRead(path);
            if (JsonSerializer.Deserialize<Content>(file, Format) is not { Version: Version, Policies: { } entries })
                throw new JsonException("It is of another version.");
            return [.. entries.Select(static entry => (DnsName.Parse(entry.Domain), new KnownPolicy(new(entry.Mode, [.. entry.Mx.Where(MtaStsPolicy.IsPattern)], TimeSpan.FromSeconds(entry.MaxAge)), entry.Id, entry.Fetched)))];
        }
        catch (Exception failure) when (failure is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            log.PoliciesNotRead(failure, path);
            return [];
        }
    }

    public async ValueTask WriteAsync(IEnumerable<(DnsName Domain, KnownPolicy Known)> policies, CancellationToken cancellationToken)
    {
        if (path is null)
            return;
        var content = new Content(Version, [.. policies.Select(static entry => new Entry(
            entry.Domain.ToString(), entry.Known.Id, entry.Known.Fetched, entry.Known.Policy.Mode, [.. entry.Known.Policy.Patterns], (long)entry.Known.Policy.MaxAge.TotalSeconds))]);
        var beside = path + ".new";
        try
        {
            await using (var file = File.Create(beside))
                await JsonSerializer.SerializeAsync(file, content, Format, cancellationToken);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.PoliciesNotWritten(failure, path);
        }
    }

    private sealed record Content(int Version, Entry[] Policies);

    private sealed record Entry(string Domain, string Id, DateTimeOffset Fetched, MtaStsMode Mode, string[] Mx, long MaxAge);
}
