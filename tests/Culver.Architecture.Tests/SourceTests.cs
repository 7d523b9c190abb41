using System.Text.RegularExpressions;
using Xunit;

namespace Culver.Architecture.Tests;

/// <summary>What the text of the source must and must not hold.</summary>
public sealed partial class SourceTests
{
    private const int LongFile = 500;

    // Each with the reason that a reader of the failure needs.
    private static readonly (Regex Pattern, string Reason)[] Banned =
    [
        (NotImplemented(), "nothing is left for later behind a call"),
        (Region(), "a file that needs regions wants to be several"),
        (ConfigureAwait(), "server code has no synchronisation context"),
        (AsyncVoid(), "its failure is nobody's"),
        (OpenTodo(), "what is unfinished cites the RFC, and the index says partial"),
    ];

    [Fact]
    public void A_file_over_500_lines_says_why_in_its_header()
    {
        var silent = Repository.Product.Concat(Repository.Tests)
            .Where(static file => file.Lines.Length > LongFile && !file.IsGenerated && !file.Lines.Take(15).Any(static line => line.Contains("500 lines", StringComparison.Ordinal)))
            .Select(static file => $"{file.Path}: {file.Lines.Length} lines");
        Assert.Empty(silent);
    }

    [Fact]
    public void Nine_files_in_ten_stay_under_250_lines()
    {
        var files = Repository.Product.Where(static file => !file.IsGenerated).ToArray();
        Assert.InRange(files.Count(static file => file.Lines.Length < 250), files.Length * 9 / 10, files.Length);
    }

    [Fact]
    public void Banned_words_are_in_no_product_file()
    {
        var found = from file in Repository.Product
                    from line in file.Lines
                    from banned in Banned
                    where banned.Pattern.IsMatch(line)
                    select $"{file.Path}: {line.Trim()} ({banned.Reason})";
        Assert.Empty(found);
    }

    [Fact]
    public void Unsafe_code_stays_in_native_files()
    {
        var found = from file in Repository.Product
                    from line in file.Lines
                    where UnsafeCode().IsMatch(line) && !file.Lines.Any(static text => text.Contains("LibraryImport", StringComparison.Ordinal) || text.Contains("DllImport", StringComparison.Ordinal))
                    select $"{file.Path}: {line.Trim()}";
        Assert.Empty(found);
    }

    [Fact]
    public void A_suppression_carries_its_reason()
    {
        var found = from file in Repository.Product
                    from line in file.Lines
                    where line.Contains("#pragma warning disable", StringComparison.Ordinal) && !line.Contains("//", StringComparison.Ordinal)
                    select $"{file.Path}: {line.Trim()}";
        Assert.Empty(found);
    }

    [GeneratedRegex(@"NotImplementedException")]
    private static partial Regex NotImplemented();

    [GeneratedRegex(@"^\s*#region")]
    private static partial Regex Region();

    [GeneratedRegex(@"\.ConfigureAwait\((true|false|continueOnCapturedContext)")]
    private static partial Regex ConfigureAwait();

    [GeneratedRegex(@"\basync void\b")]
    private static partial Regex AsyncVoid();

    [GeneratedRegex(@"\b(TODO(?! RFC \d)|FIXME|HACK|XXX)\b")]
    private static partial Regex OpenTodo();

    [GeneratedRegex(@"\bunsafe\b(?!.*//)")]
    private static partial Regex UnsafeCode();
}
