using System.Text;

namespace Culver.Imap.Wire;

/// <summary>The rules of flags.</summary>
internal static class FlagReading
{
    private static readonly string[] Known = ["\\Seen", "\\Deleted", "\\Answered", "\\Flagged", "\\Draft", "\\Recent", "$Forwarded", "$MDNSent", "$Junk", "$NotJunk", "$Phishing"];

    /// <summary>
    /// flag = "\Answered" / "\Flagged" / "\Deleted" / "\Seen" / "\Draft" / flag-keyword / flag-extension
    /// flag-extension = "\" atom; flag-keyword = atom.
    /// A flag the RFC names comes in the RFC's case; others as they are written. What \Recent and unknown
    /// extensions mean is the command's to say.
    /// </summary>
    public static string Flag(this ref ImapReader reader)
    {
        var start = reader.Position;
        reader.TryChar((byte)'\\');
        var length = reader.Rest.IndexOfAnyExcept(ImapBytes.AtomChar);
        length = length < 0 ? reader.Rest.Length : length;
        var name = (reader.Position - start) + length;
        reader.Rewind(start);
        if (length == 0 || !reader.TryTake(name, out var flag))
        {
            throw reader.Expected("a flag");
        }

        foreach (var known in Known)
        {
            if (Ascii.EqualsIgnoreCase(flag, known))
            {
                return known;
            }
        }

        return Encoding.ASCII.GetString(flag);
    }

    /// <summary>flag-list = "(" [flag *(SP flag)] ")"</summary>
    public static string[] FlagList(this ref ImapReader reader)
    {
        reader.Open();
        if (reader.TryClose())
        {
            return [];
        }

        var flags = Flags(ref reader);
        reader.Close();
        return flags;
    }

    /// <summary>flag-list / (flag *(SP flag)), as STORE takes them.</summary>
    public static string[] FlagListOrFlags(this ref ImapReader reader) => reader.Peek == '(' ? reader.FlagList() : Flags(ref reader);

    private static string[] Flags(ref ImapReader reader)
    {
        var first = reader.Flag();
        if (!reader.TrySpace())
        {
            return [first];
        }

        var flags = new List<string> { first };
        do
        {
            flags.Add(reader.Flag());
        }
        while (reader.TrySpace());
        return [.. flags];
    }
}
