using System.Collections.Immutable;

namespace Culver.Smtp.Client;

/// <summary>A server's reply (RFC 5321 §4.2).</summary>
/// <param name="Code">Three digits, 200 to 599.</param>
/// <param name="Lines">The text of each line, an enhanced status included, in printable ASCII or UTF-8.</param>
public sealed record ServerReply(int Code, ImmutableArray<string> Lines)
{
    /// <summary>2yz: done.</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>3yz: go on.</summary>
    public bool IsIntermediate => Code is >= 300 and < 400;

    /// <summary>4yz: try again later.</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>5yz: do not try this again.</summary>
    public bool IsPermanent => Code >= 500;

    /// <summary>The enhanced status, as in <c>5.1.1</c>, when there is one that agrees with the code (RFC 2034 §4); otherwise <see langword="null"/>.</summary>
    public string? Status => ReadStatus(Code, Lines.IsDefaultOrEmpty ? "" : Lines[0]);

    /// <summary>The reply on one line, as it came.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Code} {string.Join(' ', Lines)}").TrimEnd();

    // status-code = class "." subject "." detail                        RFC 3463 §2
    private static string? ReadStatus(int code, string line)
    {
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        var text = end < 0 ? line : line[..end];
        var parts = text.Split('.');
        if (parts is not [{ Length: 1 }, { Length: > 0 and <= 3 }, { Length: > 0 and <= 3 }])
            return null;
        return text[0] - '0' == code / 100 && parts.All(static part => part.All(char.IsAsciiDigit)) ? text : null;
    }
}
