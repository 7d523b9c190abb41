// The private keys of our domains: a folder for each domain, a PEM file for each key, and an index that says what each is for. Rules upheld:
// - Files are for the server's user alone (0600 in a folder of 0700), written under another name and renamed, the index last: a key that is not in it does not count.
// - A domain has two keys that sign, one of each algorithm (RFC 8463 §5), so that everybody can verify one of them.
// - A new pair does not sign before it was said that its records are published; an old one is kept until somebody removes it.
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Culver.MailAuth.Dkim;

namespace Culver.Delivery;

/// <summary>Keeps the DKIM keys of our domains. Safe to use from many threads; one process owns the folder.</summary>
public sealed class DkimKeys(string folder, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, ImmutableArray<StoredKey>> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The keys of a domain, or of all.</summary>
    /// <param name="domain">The domain; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ImmutableArray<DkimKeyEntry>> ListAsync(string? domain, CancellationToken cancellationToken)
    {
        List<DkimKeyEntry> entries = [];
        foreach (var one in domain is null ? KeyFiles.Domains(folder) : [domain])
            entries.AddRange((await KeysAsync(one, cancellationToken)).Select(static key => key.Entry));
        return [.. entries];
    }

    /// <summary>The keys that sign for a domain; none when it has none.</summary>
    public async ValueTask<IReadOnlyList<DkimSigningKey>> SigningAsync(string domain, CancellationToken cancellationToken) =>
        [.. (await KeysAsync(domain, cancellationToken)).Where(static key => key.State == DkimKeyState.Active).Select(static key => key.Key)];

    /// <summary>Makes the first pair of keys of a domain. They sign from now on.</summary>
    public async ValueTask<DkimKeyResult> GenerateAsync(string domain, CancellationToken cancellationToken) =>
        await ChangeAsync(domain, keys => keys.Any(static key => key.State != DkimKeyState.Retired)
            ? (null, $"{domain} has keys already; rotate them.")
            : ([.. keys, .. Pair(domain, keys, DkimKeyState.Active)], null), cancellationToken);

    /// <summary>Makes a new pair beside the one that signs, to be published.</summary>
    public async ValueTask<DkimKeyResult> RotateAsync(string domain, CancellationToken cancellationToken) =>
        await ChangeAsync(domain, keys => (keys.Any(static key => key.State == DkimKeyState.Active), keys.Any(static key => key.State == DkimKeyState.Next)) switch
        {
            (false, _) => (null, $"{domain} has no keys; generate them."),
            (_, true) => (null, $"{domain} has new keys already; activate them when their records are published."),
            _ => ([.. keys, .. Pair(domain, keys, DkimKeyState.Next)], null),
        }, cancellationToken);

    /// <summary>Lets the new pair sign and retires the old one.</summary>
    public async ValueTask<DkimKeyResult> ActivateAsync(string domain, CancellationToken cancellationToken) =>
        await ChangeAsync(domain, keys => keys.Any(static key => key.State == DkimKeyState.Next)
            ? ([.. keys.Select(static key => key with { State = key.State == DkimKeyState.Next ? DkimKeyState.Active : DkimKeyState.Retired })], null)
            : (null, $"{domain} has no new keys; rotate first."), cancellationToken);

    /// <summary>Removes a key, for ever; null removes all that are retired.</summary>
    public async ValueTask<DkimKeyResult> RemoveAsync(string domain, string? selector, CancellationToken cancellationToken) =>
        await ChangeAsync(domain, keys => keys.Where(key => selector is null ? key.State == DkimKeyState.Retired : key.Key.Selector == selector).ToArray() is { Length: > 0 } gone
            ? ([.. keys.Except(gone)], null)
            : (null, selector is null ? $"{domain} has no retired keys." : $"{domain} has no key {selector}."), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        foreach (var key in _known.Values.SelectMany(static keys => keys))
            key.Key.Dispose();
    }

    private async ValueTask<DkimKeyResult> ChangeAsync(
        string domain, Func<ImmutableArray<StoredKey>, (ImmutableArray<StoredKey>? Keys, string? Refusal)> change, CancellationToken cancellationToken)
    {
        if (!KeyFiles.IsDomain(domain))
            return new DkimKeyResult.Refused($"'{domain}' is not the name of a domain.");
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var (keys, refusal) = change(await KeysAsync(domain, cancellationToken));
            if (keys is not { } wanted)
                return new DkimKeyResult.Refused(refusal!);
            await KeyFiles.WriteAsync(folder, domain, wanted, cancellationToken);
            // A key that goes is not disposed here: a signature may be under way with it.
            _known[domain] = wanted;
            return new DkimKeyResult.Done([.. wanted.Select(static key => key.Entry)]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new DkimKeyResult.Refused($"The keys cannot be written: {failure.Message}");
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<ImmutableArray<StoredKey>> KeysAsync(string domain, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(domain, out var keys))
            return keys;
        if (!KeyFiles.IsDomain(domain) || !KeyFiles.Exists(folder, domain))
            return [];
        return _known.GetOrAdd(domain, await KeyFiles.ReadAsync(folder, domain, cancellationToken));
    }

    private IEnumerable<StoredKey> Pair(string domain, ImmutableArray<StoredKey> keys, DkimKeyState state)
    {
        var now = time.GetUtcNow();
        var day = now.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var number = 0;
        string name;
        do
        {
            name = number == 0 ? day : string.Create(CultureInfo.InvariantCulture, $"{day}-{number + 1}");
            number++;
        }
        while (keys.Any(key => key.Key.Selector.StartsWith(name, StringComparison.Ordinal) && key.Key.Selector.Length == name.Length + 1));
        domain = domain.ToLowerInvariant();
        return
        [
            new(DkimSigningKey.Generate(domain, name + "r", SignatureAlgorithm.RsaSha256), state, now),
            new(DkimSigningKey.Generate(domain, name + "e", SignatureAlgorithm.Ed25519Sha256), state, now),
        ];
    }
}

/// <summary>A key with what is kept of it beside its octets.</summary>
internal sealed record StoredKey(DkimSigningKey Key, DkimKeyState State, DateTimeOffset CreatedAt)
{
    public DkimKeyEntry Entry => new(
        Key.Domain, Key.Selector, Key.Algorithm == SignatureAlgorithm.RsaSha256 ? "rsa-sha256" : "ed25519-sha256", State, CreatedAt, Key.RecordName, Key.RecordText);
}
