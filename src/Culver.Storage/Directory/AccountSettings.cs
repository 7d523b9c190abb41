using System.Collections.Immutable;

namespace Culver.Storage.Directory;

/// <summary>What is settled for one account alone; null or empty means as the server's settings say.</summary>
public sealed record AccountSettings
{
    /// <summary>Everything as the server's settings say.</summary>
    public static AccountSettings Default { get; } = new();

    /// <summary>A quota that is none, whatever the server's settings say.</summary>
    public const long Unlimited = long.MaxValue;

    /// <summary>Whether it may log in. Mail is delivered either way.</summary>
    public bool MayLogIn { get; init; } = true;

    /// <summary>The most octets of mail it may hold; <see cref="Unlimited"/> for as much as there is room for.</summary>
    public long? QuotaOctets { get; init; }

    /// <summary>The largest message it may append, in octets (RFC 7889).</summary>
    public long? AppendLimit { get; init; }

    /// <summary>Capabilities that are not announced to it and not honoured, upper case, for a client that gets one wrong.</summary>
    public ImmutableArray<string> DisabledCapabilities { get; init; } = [];
}
