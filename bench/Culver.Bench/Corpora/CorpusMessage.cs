using System.Text;

namespace Culver.Bench.Corpora;

/// <summary>One message of the corpus and what a server must answer about it. Its number decides everything, so that a count can be checked without reading the text.</summary>
/// <param name="Number">Which one, from 0.</param>
internal readonly record struct CorpusMessage(int Number)
{
    /// <summary>A word in the text of few messages, and of no header.</summary>
    public const string RareWord = "quixotry";

    /// <summary>A word in the subject of few messages.</summary>
    public const string RareSubject = "zeppelin";

    /// <summary>A word in the text of every message.</summary>
    public const string CommonWord = "colleagues";

    /// <summary>A sender of one message in eight.</summary>
    public const string Sender = "ada.byron";

    /// <summary>When the first one arrived.</summary>
    public static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The internal date: seven minutes after the one before it.</summary>
    public DateTimeOffset Arrived => Epoch.AddMinutes(Number * 7L);

    public bool Seen => Number % 3 != 0;

    public bool Answered => Number % 10 == 1;

    public bool HasRareWord => Number % 1000 == 7;

    public bool HasRareSubject => Number % 500 == 3;

    public bool IsFromSender => Number % 8 == 5;

    /// <summary>The flags of APPEND, with parentheses.</summary>
    public string Flags => (Seen, Answered) switch
    {
        (true, true) => "(\\Seen \\Answered)",
        (true, false) => "(\\Seen)",
        (false, true) => "(\\Answered)",
        _ => "()",
    };

    /// <summary>How many of the first <paramref name="size"/> messages are so.</summary>
    public static int Count(int size, Func<CorpusMessage, bool> condition) => Enumerable.Range(0, size).Count(number => condition(new CorpusMessage(number)));

    /// <summary>The message as it travels. The shape goes by the number: six in ten plain, the others alternative, with attachments, forwarded or nested.</summary>
    public byte[] ToBytes() => Encoding.Latin1.GetBytes(CorpusText.Write(this));

    /// <summary>The APPEND of it, literal included, with the tag <c>t</c>.</summary>
    public byte[] ToAppend(string mailbox) => ToAppend(mailbox, ToBytes());

    /// <summary>The APPEND of any message with this one's flags and date.</summary>
    public byte[] ToAppend(string mailbox, byte[] message) => [.. Encoding.ASCII.GetBytes($"t APPEND {mailbox}"), .. ToArgument(message), .. "\r\n"u8];

    /// <summary>Flags, date and literal, as MULTIAPPEND repeats them.</summary>
    public byte[] ToArgument(byte[] message) =>
        [.. Encoding.ASCII.GetBytes(FormattableString.Invariant($" {Flags} \"{Arrived:dd-MMM-yyyy HH:mm:ss} +0000\" {{{message.Length}+}}\r\n")), .. message];
}
