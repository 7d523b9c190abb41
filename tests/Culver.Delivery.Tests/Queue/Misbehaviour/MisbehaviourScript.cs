using System.Globalization;
using System.Text.RegularExpressions;

namespace Culver.Delivery.Tests.Queue.Misbehaviour;

/// <summary>
/// What a server does wrong, and what must come of it. One thing a line:
/// <code>
/// to     bob@example.net carl@example.net     the recipients
/// hops   101                                  how many servers the message has seen
/// zone   example.net MX 10 mx.example.net     the DNS; {192.0.2.1} is the hash of that server's key, {another} of no server's
/// policy enforce mx.example.net               the MTA-STS policy of example.net
/// server 192.0.2.1 tls                        a server; the lines after it are about it
/// greets 554 no mail here                     its greeting; "never"
/// when   RCPT TO:&lt;bob once: 451 later          what it says to a command, or to the dot; "never", "close"; "once", "twice", always
/// slow   1m                                   it answers everything after a while
/// breaks 10                                   it closes the connection after so many octets of the content
/// mend   192.0.2.1                            from here on it is as it should be; "lose" turns it off
/// try    bob waiting 4.4.1 5m                 an attempt, what each recipient is then, and when it is due again
/// try    gone after 10m                       the message is gone, after an attempt that took so long
/// end    120h                                 attempts without end; when the message was gone, reckoned from its arrival
/// told   5h15m delayed: bob 4.4.1             a notification, when it came, and all it tells
/// took   192.0.2.1 bob carl, dora             transactions of a server, "encrypted" among the names where it was
/// dialled 2                                   how many connections were tried
/// </code>
/// </summary>
internal sealed partial class MisbehaviourScript
{
    private readonly List<Line> _lines = [];

    private MisbehaviourScript()
    {
    }

    public IReadOnlyList<Line> Lines => _lines;

    public IEnumerable<string> Values(string verb) => _lines.Where(line => line.Verb == verb).Select(static line => line.Value);

    public static MisbehaviourScript Parse(string text)
    {
        var script = new MisbehaviourScript();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            script._lines.Add(new(words[0], words.Length > 1 ? words[1] : ""));
        }

        return script;
    }

    /// <summary>Reads a time such as 5h15m.</summary>
    public static TimeSpan Time(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        var match = Times().Match(text);
        Assert.True(match.Success && text.Length > 0, $"Not a time: {text}");
        return new(Number(1), Number(2), Number(3));

        int Number(int group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Writes a time as <see cref="Time"/> reads it.</summary>
    public static string Text(TimeSpan time) => time == TimeSpan.Zero ? "0" : string.Concat(
        Part((int)time.TotalHours, 'h'), Part(time.Minutes, 'm'), Part(time.Seconds, 's'));

    private static string Part(int number, char unit) => number == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");

    [GeneratedRegex("^(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?$")]
    private static partial Regex Times();

    internal sealed record Line(string Verb, string Value);
}
