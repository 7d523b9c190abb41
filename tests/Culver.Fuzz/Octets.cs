using System.Text;

namespace Culver.Fuzz;

/// <summary>Texts in which each char is an octet.</summary>
public static class Octets
{
    /// <summary>The octets of a text.</summary>
    public static byte[] Of(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The text of octets.</summary>
    public static string Text(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);

    /// <summary>The text so that it can be put into a test: printable, everything else escaped.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var octet in text)
        {
            escaped.Append(octet switch
            {
                '\r' => "\\r",
                '\n' => "\\n",
                '"' => "\\\"",
                '\\' => "\\\\",
                >= ' ' and <= '~' => octet.ToString(),
                _ => $"\\u{(int)octet:x4}",
            });
        }

        return escaped.ToString();
    }
}
