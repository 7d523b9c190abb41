using System.Globalization;
using System.Text;

namespace Culver.Testing.Conversations;

/// <summary>What was said so far, as a reader of the script wants to see it when something went wrong.</summary>
internal sealed class Transcript
{
    private readonly List<string> _lines = [];

    /// <summary>Everything up to now.</summary>
    public string Text => string.Join('\n', _lines);

    /// <summary>Notes a remark of the runner.</summary>
    public void Note(string text) => _lines.Add("    " + text);

    /// <summary>Notes what the client sent.</summary>
    public void Sent(int connection, ReadOnlySpan<byte> bytes) => Add("    ", 'C', connection, bytes);

    /// <summary>Notes what the server sent.</summary>
    public void Received(int connection, ReadOnlySpan<byte> bytes) => Add("    ", 'S', connection, bytes);

    /// <summary>Marks a received line as the one that is wrong.</summary>
    public void Wrong(int connection, ReadOnlySpan<byte> bytes) => Add(" >> ", 'S', connection, bytes);

    /// <summary>Marks a line that was expected and is not there.</summary>
    public void Missing(int connection, string written) =>
        _lines.Add(string.Create(CultureInfo.InvariantCulture, $" -- S{connection}: {written.Replace("\r\n", "\n        ", StringComparison.Ordinal)}"));

    /// <summary>Points at a column of the line before.</summary>
    public void Point(int connection, int column) =>
        _lines.Add(new string(' ', 4 + connection.ToString(CultureInfo.InvariantCulture).Length + 3 + column) + "^ from here");

    /// <summary>Bytes as readable text.</summary>
    public static string Readable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
        {
            if (rune.Value is '\r' or '\t' || !Rune.IsControl(rune))
                text.Append(rune);
            else if (rune.Value == '\n')
                text.Append('\n');
            else
                text.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X2}}}");
        }

        return text.ToString();
    }

    private void Add(string mark, char side, int connection, ReadOnlySpan<byte> bytes)
    {
        const int most = 4000;
        var shown = Readable(bytes.Length > most ? bytes[..most] : bytes).TrimEnd('\n', '\r').Replace("\r\n", "\n        ", StringComparison.Ordinal);
        if (bytes.Length > most)
            shown += string.Create(CultureInfo.InvariantCulture, $" … and {bytes.Length - most} octets more");
        _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{mark}{side}{connection}: {shown}"));
    }
}
