using System.Collections.Immutable;

namespace Culver.Storage.Engine;

/// <summary>How keywords become bits: the same for every engine.</summary>
public static class KeywordRules
{
    /// <summary>The most keywords a mailbox may know: the bits of a mask.</summary>
    public const int MostKeywords = 128;

    /// <summary>The longest keyword, in octets: every SELECT tells all of a mailbox's.</summary>
    public const int LongestKeyword = 255;

    /// <summary>
    /// The mask of <paramref name="names"/> in the terms of <paramref name="known"/>, which grows by those it lacks. False when it would hold more
    /// than <see cref="MostKeywords"/>, or one longer than <see cref="LongestKeyword"/>.
    /// </summary>
    public static bool TryRegister(ref ImmutableArray<string> known, ImmutableArray<string> names, out Bits128 mask)
    {
        mask = Bits128.Zero;
        foreach (var name in names)
        {
            var bit = IndexOf(known, name);
            if (bit < 0)
            {
                if (known.Length == MostKeywords || name.Length > LongestKeyword)
                    return false;
                // RFC 9051 §9: a flag-keyword is an atom. Lists of keywords are stored with spaces between them.
                if (name.Length == 0 || name.Contains(' ', StringComparison.Ordinal))
                    throw new ArgumentException("Not a keyword.", nameof(names));
                bit = known.Length;
                known = known.Add(name);
            }

            mask |= Bits128.Bit(bit);
        }

        return true;
    }

    /// <summary>The mask of those of <paramref name="names"/> that are known.</summary>
    public static Bits128 Known(ImmutableArray<string> known, ImmutableArray<string> names)
    {
        var mask = Bits128.Zero;
        foreach (var name in names)
        {
            if (IndexOf(known, name) is >= 0 and var bit)
                mask |= Bits128.Bit(bit);
        }

        return mask;
    }

    /// <summary>The names behind a mask.</summary>
    public static ImmutableArray<string> Names(ImmutableArray<string> known, Bits128 mask)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        for (; !mask.IsZero; mask = mask.WithoutLowest())
            names.Add(known[mask.Lowest]);
        return names.ToImmutable();
    }

    /// <summary>The flags a message has after a change (RFC 9051 §6.4.6).</summary>
    public static FlagSet Apply(FlagSet before, FlagOperation operation, FlagSet change) => operation switch
    {
        FlagOperation.Replace => change,
        FlagOperation.Add => new(before.System | change.System, before.Keywords | change.Keywords),
        FlagOperation.Remove => new(before.System & ~change.System, before.Keywords & ~change.Keywords),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    // RFC 9051 §2.3.2: keywords are compared without regard to case.
    private static int IndexOf(ImmutableArray<string> known, string name)
    {
        for (var i = 0; i < known.Length; i++)
        {
            if (string.Equals(known[i], name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}
