using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Culver.Storage;

/// <summary>
/// The full name of a mailbox in its account, as text with <c>/</c> between levels. INBOX is INBOX in any case
/// (RFC 9051 §5.1), also as the first level of a longer name. Names are case-sensitive otherwise and compared by code unit.
/// </summary>
public readonly record struct MailboxName : IComparable<MailboxName>
{
    /// <summary>The hierarchy separator.</summary>
    public const char Separator = '/';

    /// <summary>The longest name accepted, in UTF-8 bytes.</summary>
    public const int MaxBytes = 1000;

    /// <summary>The most levels a name may have.</summary>
    public const int MaxLevels = 32;

    private readonly string? _text;

    private MailboxName(string text) => _text = text;

    /// <summary>The primary mailbox of an account.</summary>
    public static MailboxName Inbox { get; } = new("INBOX");

    /// <summary>The canonical text.</summary>
    public string Text => _text ?? "";

    /// <summary>Whether this is INBOX itself.</summary>
    public bool IsInbox => string.Equals(Text, "INBOX", StringComparison.Ordinal);

    /// <summary>Whether it is no longer than <see cref="MaxBytes"/> and no deeper than <see cref="MaxLevels"/>. Every name that was read is.</summary>
    public bool IsWithinLimits => Encoding.UTF8.GetByteCount(Text) <= MaxBytes && Text.AsSpan().Count(Separator) < MaxLevels;

    /// <summary>The last level.</summary>
    public string Leaf => Text[(Text.LastIndexOf(Separator) + 1)..];

    /// <summary>The name one level up; null at the top.</summary>
    public MailboxName? Parent
    {
        get
        {
            var cut = Text.LastIndexOf(Separator);
            return cut < 0 ? null : new(Text[..cut]);
        }
    }

    /// <summary>
    /// Reads a name. False when it cannot be the name of a mailbox: empty, a level that is empty or <c>.</c> or <c>..</c>, control
    /// characters (RFC 9051 §5.1 and RFC 5198 §2), unpaired surrogates, a wildcard, or more than the limits.
    /// One trailing separator is dropped: clients send it to CREATE (RFC 9051 §6.3.4).
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MailboxName name)
    {
        name = default;
        if (string.IsNullOrEmpty(text))
            return false;
        if (text.Length > 1 && text[^1] == Separator)
            text = text[..^1];
        var levels = text.Split(Separator);
        foreach (var level in levels)
        {
            if (level is "" or "." or "..")
                return false;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            // EnumerateRunes yields U+FFFD for an unpaired surrogate.
            if (Rune.IsControl(rune) || rune.Value is '*' or '%' or 0xFFFD or 0x2028 or 0x2029)
                return false;
        }

        if (string.Equals(levels[0], "INBOX", StringComparison.OrdinalIgnoreCase))
            text = "INBOX" + text[5..];
        var read = new MailboxName(text);
        if (!read.IsWithinLimits)
            return false;
        name = read;
        return true;
    }

    /// <summary>Reads a name known to be good.</summary>
    /// <exception cref="FormatException">It is not the name of a mailbox.</exception>
    public static MailboxName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException("Not a mailbox name.");

    /// <summary>Whether this name lies below <paramref name="ancestor"/>, at any depth.</summary>
    public bool IsBelow(MailboxName ancestor) =>
        Text.Length > ancestor.Text.Length + 1
        && Text[ancestor.Text.Length] == Separator
        && Text.StartsWith(ancestor.Text, StringComparison.Ordinal);

    /// <summary>
    /// This name, which lies below <paramref name="from"/> or is it, moved to lie below <paramref name="to"/>. The result can be beyond the
    /// limits: see <see cref="IsWithinLimits"/>.
    /// </summary>
    public MailboxName Rebase(MailboxName from, MailboxName to) => new(to.Text + Text[from.Text.Length..]);

    /// <summary>INBOX and what lies below it first, then level by level in ordinal order; every name right before those below it.</summary>
    public int CompareTo(MailboxName other)
    {
        if (IsInboxOrBelow != other.IsInboxOrBelow)
            return IsInboxOrBelow ? -1 : 1;
        var left = Text.AsSpan();
        var right = other.Text.AsSpan();
        var shared = left.CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length)
            return left.Length.CompareTo(right.Length);
        // A separator sorts before every character of a name, so that children follow their parent at once.
        return left[shared] == Separator ? -1 : right[shared] == Separator ? 1 : left[shared].CompareTo(right[shared]);
    }

    private bool IsInboxOrBelow => IsInbox || Text.StartsWith("INBOX/", StringComparison.Ordinal);

    /// <summary>The canonical text.</summary>
    public override string ToString() => Text;
}
