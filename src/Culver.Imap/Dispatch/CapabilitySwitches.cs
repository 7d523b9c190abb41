using System.Collections.Frozen;

namespace Culver.Imap.Dispatch;

/// <summary>
/// Which capabilities the server's settings and an account's own have switched off. What is off is neither announced nor honoured: its
/// commands are unknown, its arguments are not in the grammar, and its response codes are not sent.
/// </summary>
internal sealed class CapabilitySwitches
{
    /// <summary>What cannot be without another goes with it.</summary>
    private static readonly (string Without, string Goes)[] Dependents =
    [
        // RFC 7162 §3.2: QRESYNC is CONDSTORE and more.
        ("CONDSTORE", "QRESYNC"),
        // RFC 5182 §2: SAVE is an option of RETURN.
        ("ESEARCH", "SEARCHRES"),
        // RFC 5819 §2: STATUS is an option of LIST's RETURN.
        ("LIST-EXTENDED", "LIST-STATUS"),
    ];

    private readonly FrozenSet<string> _off;

    /// <param name="off">The names; of one with a value, as APPENDLIMIT=1000, the part before the sign will do.</param>
    public CapabilitySwitches(IEnumerable<string> off)
    {
        var all = new HashSet<string>(off, StringComparer.OrdinalIgnoreCase);
        foreach (var (without, goes) in Dependents)
        {
            if (all.Contains(without))
                all.Add(goes);
        }

        _off = all.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether a capability, by the name it is announced by, may be announced and used.</summary>
    public bool IsOn(string capability)
    {
        if (_off.Count == 0)
            return true;
        var sign = capability.IndexOf('=', StringComparison.Ordinal);
        return !_off.Contains(capability) && (sign < 0 || !_off.Contains(capability[..sign]));
    }

    /// <summary>These with more switched off.</summary>
    public CapabilitySwitches Without(IReadOnlyCollection<string> more) => more.Count == 0 ? this : new(_off.Concat(more));
}
