using System.Text;

namespace Culver.Fuzz;

/// <summary>Spoils a text at random: mostly one change or two, so that most of what made it valid stays. Each char is an octet.</summary>
public static class Mutation
{
    private static readonly string[] Pieces =
    [
        "\r\n", "\n", "\r", "\0", "\"", "\\", "(", ")", "{", "}", "{3}\r\n", "{3+}\r\n", "~{", "{99999999999999999999+}\r\n", "{5+}", "[", "]", "<", ">", ".", ",", ":", "*", "$",
        "%", " ", "  ", "NIL", "0", "4294967296", "18446744073709551616", "&", "&AOk-", "\u00ff", "\u00c3\u00a9", "((((((((", "))))", "UTF8 (~{3+}\r\n", "BODY.PEEK[", "HEADER.FIELDS (", "CHARSET ", "x", "=",
    ];

    /// <summary>The text with one change or more.</summary>
    public static string Of(Random random, string text)
    {
        var spoiled = new StringBuilder(text);
        for (var more = true; more; more = random.Next(5) < 2)
        {
            var at = random.Next(spoiled.Length + 1);
            switch (random.Next(5))
            {
                case 0:
                    spoiled.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 1:
                    spoiled.Remove(at, Math.Min(random.Next(1, 8), spoiled.Length - at));
                    break;
                case 2 when at < spoiled.Length:
                    spoiled[at] = (char)random.Next(256);
                    break;
                case 3 when at < spoiled.Length:
                    spoiled[at] = (char)(spoiled[at] ^ (1 << random.Next(8)));
                    break;
                default:
                    var length = Math.Min(random.Next(1, 20), spoiled.Length - at);
                    spoiled.Insert(random.Next(spoiled.Length + 1), spoiled.ToString(at, length));
                    break;
            }
        }

        return spoiled.ToString();
    }
}
