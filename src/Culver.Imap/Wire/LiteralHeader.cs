namespace Culver.Imap.Wire;

/// <summary>
/// The "{n}", "{n+}", "~{n}" or "~{n+}" at the end of a line, by which the client says that octets follow.
/// It is looked for without reading the grammar: a line that ends so and is no literal is nonsense anyway, since "{" is
/// in no atom and a quoted string ends with its quote.
/// </summary>
/// <param name="Start">Where in the line it begins, "~" included.</param>
/// <param name="Size">The octets announced.</param>
/// <param name="IsBinary">Whether it is a literal8.</param>
/// <param name="IsNonSynchronizing">Whether the client does not wait for leave (RFC 7888 §3).</param>
/// <param name="IsTooLarge">Whether the size has more than 63 bits (RFC 9051 §9, number64).</param>
internal readonly record struct LiteralHeader(int Start, long Size, bool IsBinary, bool IsNonSynchronizing, bool IsTooLarge)
{
    /// <summary>The octets that surely hold a header of a size worth reading.</summary>
    public const int Longest = 64;

    /// <summary>Finds the header at the end of a line given without its line end.</summary>
    /// <param name="line">The line, or at least its last <see cref="Longest"/> octets.</param>
    /// <param name="header">What was found.</param>
    public static bool TryFind(ReadOnlySpan<byte> line, out LiteralHeader header)
    {
        header = default;
        if (line.IsEmpty || line[^1] != '}')
        {
            return false;
        }

        var end = line.Length - 1;
        var nonSynchronizing = end > 0 && line[end - 1] == '+';
        if (nonSynchronizing)
        {
            end--;
        }

        var start = line[..end].LastIndexOfAnyExcept(ImapBytes.Digit);
        var digits = line[(start + 1)..end];
        if (digits.IsEmpty || start < 0 ? digits.Length < Longest - 2 : line[start] != '{')
        {
            return false;
        }

        var tooLarge = !System.Buffers.Text.Utf8Parser.TryParse(digits, out long size, out var read) || read != digits.Length;
        var binary = start > 0 && line[start - 1] == '~';
        header = new(Math.Max(0, binary ? start - 1 : start), tooLarge ? 0 : size, binary, nonSynchronizing, tooLarge);
        return true;
    }
}
