using System.Text;

namespace Culver.Mime.Tests;

/// <summary>The golden messages in tests/corpus.</summary>
internal static class Corpus
{
    public static string Folder { get; } = Find();

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*.eml").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);

    public static byte[] Message(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".eml"));

    /// <summary>The lines of a golden file: the seven-bit form, then the UTF-8 form where it differs.</summary>
    public static string[] Golden(string name, string kind) =>
        File.ReadAllText(Path.Combine(Folder, name + "." + kind), Encoding.UTF8).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static MessageDigest Scan(ReadOnlySpan<byte> message, MimeLimits? limits = null)
    {
        var scanner = new MessageScanner(limits ?? MimeLimits.Default);
        scanner.Write(message);
        return scanner.Complete();
    }

    public static MessageDigest Scan(string message) => Scan(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")));

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "corpus");
            if (Directory.Exists(candidate)) return candidate;
        }

        throw new DirectoryNotFoundException("tests/corpus");
    }
}
