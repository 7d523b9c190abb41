using System.Collections.Immutable;
using Culver.Storage;

namespace Culver.Imap.Session;

/// <summary>Flags by the names they have on the wire (RFC 9051 §2.3.2).</summary>
internal static class FlagNames
{
    public const string Recent = @"\Recent";

    private static readonly (string Name, SystemFlags Flag)[] System =
    [
        (@"\Answered", SystemFlags.Answered),
        (@"\Flagged", SystemFlags.Flagged),
        (@"\Deleted", SystemFlags.Deleted),
        (@"\Seen", SystemFlags.Seen),
        (@"\Draft", SystemFlags.Draft),
    ];

    /// <summary>The system flags in the order they are written in.</summary>
    public static IEnumerable<string> SystemNames => System.Select(static flag => flag.Name);

    /// <summary>The system flags there are, with their names.</summary>
    public static ReadOnlySpan<(string Name, SystemFlags Flag)> WithNames => System;

    /// <summary>
    /// Takes the names a client gave apart. False with the offending name where one cannot be stored: an unknown system flag.
    /// <c>\Recent</c> is passed over: it is the server's alone (RFC 3501 §2.3.2), and clients send back what they were told.
    /// </summary>
    public static bool TryRead(IEnumerable<string> names, out MessageFlags flags)
    {
        var system = SystemFlags.None;
        var keywords = ImmutableArray.CreateBuilder<string>();
        foreach (var name in names)
        {
            if (name[0] != '\\')
            {
                if (!keywords.Contains(name, StringComparer.OrdinalIgnoreCase))
                    keywords.Add(name);
                continue;
            }

            if (string.Equals(name, Recent, StringComparison.OrdinalIgnoreCase))
                continue;
            var known = Array.Find(System, flag => string.Equals(flag.Name, name, StringComparison.OrdinalIgnoreCase));
            if (known.Name is null)
            {
                flags = MessageFlags.None;
                return false;
            }

            system |= known.Flag;
        }

        flags = new(system, keywords.ToImmutable());
        return true;
    }
}
