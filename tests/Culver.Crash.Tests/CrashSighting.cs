using System.Globalization;
using System.Text.RegularExpressions;

namespace Culver.Crash.Tests;

/// <summary>A message as it was found after a restart.</summary>
internal sealed partial record CrashSighting(string Mailbox, uint Uid, string Flags, string Text)
{
    /// <summary>Its Message-ID, by which the record knows it.</summary>
    public string MessageId => MessageIdField().Match(Text).Groups[1].Value;

    /// <summary>Reads the answer to <c>FETCH (FLAGS BODY.PEEK[])</c>.</summary>
    public static IEnumerable<CrashSighting> ReadAll(string mailbox, string answer)
    {
        for (var match = Fetched().Match(answer); match.Success;)
        {
            var length = int.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture);
            var start = match.Index + match.Length;
            var items = match.Groups["items"].Value;
            yield return new(mailbox, uint.Parse(UidItem().Match(items).Groups[1].Value, CultureInfo.InvariantCulture), Sorted(FlagsItem().Match(items).Groups[1].Value), answer.Substring(start, length));
            match = Fetched().Match(answer, start + length);
        }
    }

    /// <summary>Flags in one order, without \Recent, which belongs to sessions.</summary>
    public static string Sorted(string flags) =>
        string.Join(' ', flags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(static flag => flag != "\\Recent").Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\* \d+ FETCH \((?<items>[^\r\n]*)BODY\[\] \{(?<length>\d+)\}\r\n", RegexOptions.Multiline)]
    private static partial Regex Fetched();

    [GeneratedRegex(@"UID (\d+)")]
    private static partial Regex UidItem();

    [GeneratedRegex(@"FLAGS \(([^)]*)\)")]
    private static partial Regex FlagsItem();

    [GeneratedRegex(@"^Message-ID: (\S+)", RegexOptions.Multiline)]
    private static partial Regex MessageIdField();
}
