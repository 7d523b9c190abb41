// The Sender Rewriting Scheme, which no RFC describes: the sender of forwarded mail becomes an address of ours that says whom it stands for. Rules upheld:
// only what we signed is opened again, and only for some weeks, so that nobody uses us to send mail anywhere; the form is the one
// others know, so that an address rewritten twice grows no longer.
using System.Security.Cryptography;
using System.Text;
using Culver.Identity;
using Culver.Identity.Addresses;
using Culver.Storage.Directory;

namespace Culver.Delivery.Routing;

/// <summary>Rewrites senders of forwarded mail, and opens what it wrote.</summary>
internal sealed class SenderRewriting(IDirectoryStore directory, AddressResolver addresses, IdentityOptions identity, TimeProvider time)
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int HashLength = 8;
    private const int DaysValid = 21;
    private const int DaysCycle = 1024;
    private const string First = "SRS0";
    private const string Second = "SRS1";

    private byte[]? _key;

    /// <summary>The address that stands for a sender: its own when it is of a domain here.</summary>
    public async ValueTask<string> RewriteAsync(string sender, CancellationToken cancellationToken)
    {
        var at = sender.LastIndexOf('@');
        if (at <= 0 || await addresses.IsLocalDomainAsync(sender[(at + 1)..], cancellationToken))
            return sender;
        var key = await KeyAsync(cancellationToken);
        var (local, domain) = (sender[..at], sender[(at + 1)..]);
        // SRS1=hash=first-rewriter==what-follows-SRS0: whoever rewrites a third time replaces only the hash.
        if (Is(local, First))
            return $"{Second}={Hash(key, domain + "=" + local[First.Length..])}={domain}={local[First.Length..]}@{identity.DefaultDomain}";
        if (Is(local, Second) && local[(Second.Length + 1)..].Split('=', 2) is [_, var rest])
            return $"{Second}={Hash(key, rest)}={rest}@{identity.DefaultDomain}";
        var stamp = Stamp(Today());
        return $"{First}={Hash(key, $"{stamp}={domain}={local}")}={stamp}={domain}={local}@{identity.DefaultDomain}";
    }

    /// <summary>Opens an address that this server made.</summary>
    /// <returns>The sender it stands for; <see langword="null"/> when it is none of ours, or too old.</returns>
    public async ValueTask<string?> OpenAsync(string localPart, CancellationToken cancellationToken)
    {
        if (!Is(localPart, First) && !Is(localPart, Second))
            return null;
        var key = await KeyAsync(cancellationToken);
        var fields = localPart[(First.Length + 1)..].Split('=', 2);
        if (fields is not [var hash, var signed] || !Matches(hash, Hash(key, signed)))
            return null;
        if (Is(localPart, Second))
        {
            var parts = signed.Split('=', 2);
            return parts is [{ Length: > 0 } host, { Length: > 1 } rest] ? $"{First}{rest}@{host}" : null;
        }

        return signed.Split('=', 3) is [{ Length: 2 } stamp, { Length: > 0 } domain, { Length: > 0 } local] && IsFresh(stamp) ? $"{local}@{domain}" : null;
    }

    private static bool Is(string local, string tag) =>
        local.Length > tag.Length + 1 && local.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && local[tag.Length] is '=' or '+' or '-';

    // Case is lost on the way: the hash has one case, and is over one.
    private static string Hash(byte[] key, string text)
    {
        var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text.ToLowerInvariant()));
        return string.Create(HashLength, mac, static (shown, mac) =>
        {
            for (var i = 0; i < shown.Length; i++)
                shown[i] = Digits[mac[i] & 31];
        });
    }

    private static bool Matches(string given, string known) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(given.ToUpperInvariant()), Encoding.UTF8.GetBytes(known));

    private static string Stamp(int day) => new([Digits[(day >> 5) & 31], Digits[day & 31]]);

    private int Today() => (int)(time.GetUtcNow().ToUnixTimeSeconds() / 86_400 % DaysCycle);

    private bool IsFresh(string stamp)
    {
        var high = Digits.IndexOf(char.ToUpperInvariant(stamp[0]), StringComparison.Ordinal);
        var low = Digits.IndexOf(char.ToUpperInvariant(stamp[1]), StringComparison.Ordinal);
        return high >= 0 && low >= 0 && (Today() - ((high << 5) + low) + DaysCycle) % DaysCycle <= DaysValid;
    }

    private async ValueTask<byte[]> KeyAsync(CancellationToken cancellationToken) =>
        _key ??= HMACSHA256.HashData((await directory.ReadSecretAsync(cancellationToken)).Span, "sender rewriting"u8);
}
