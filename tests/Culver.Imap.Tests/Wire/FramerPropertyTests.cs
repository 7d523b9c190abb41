using System.Text;
using Culver.Imap.Wire;
using Xunit;

namespace Culver.Imap.Tests.Wire;

/// <summary>What the framer makes of its input does not depend on how the input is cut.</summary>
public sealed class FramerPropertyTests
{
    private static readonly string[] Conversations =
    [
        "a NOOP\r\nb LOGIN {3+}\r\nbob {2+}\r\npw\r\nc APPEND x {7+}\r\nhi\r\nyou\r\n\r\nd NOOP\n",
        "a APPEND x {9+}\r\nb LOGOUT\n {3+}\r\nabc\r\nb NOOP\r\n",
        "a " + new string('x', 120) + " {8+}\r\nz LOGOUT\r\nb NOOP\r\nc APPEND x {20}\r\nd NOOP\r\n",
        "a {99999999999999999999}\r\nb NOOP\r\nc APPEND x {999999+}\r\n",
        "a APPEND x (a) ~{6+}\r\nab\0\r\n\n UTF8 (~{8+}\r\n01234567)\r\n\r\n\n\nb\r\n",
    ];

    public static TheoryData<string> All => [.. Conversations];

    [Theory]
    [MemberData(nameof(All))]
    public async Task One_octet_at_a_time_equals_all_at_once(string octets)
    {
        var whole = await RunAsync(Cut(octets, octets.Length));
        Assert.NotEmpty(whole);
        Assert.Equal(whole, await RunAsync(Cut(octets, 1)));
        Assert.Equal(whole, await RunAsync(Cut(octets, 3)));
        Assert.Equal(whole, await RunAsync(Cut(octets, 7)));
    }

    private static IEnumerable<string> Cut(string octets, int size)
    {
        for (var start = 0; start < octets.Length; start += size)
        {
            yield return octets[start..Math.Min(octets.Length, start + size)];
        }
    }

    private static async Task<string> RunAsync(IEnumerable<string> pieces)
    {
        var sinks = new List<RecordingSink>();
        var wire = new FramerWire(request => Decide(request, sinks), new() { Line = 100, Command = 400, Discard = 1000 });
        var story = new StringBuilder();
        var done = ReadAllAsync(wire, story);
        foreach (var piece in pieces)
        {
            wire.Send(piece);
        }

        wire.End();
        await done.WaitAsync(TimeSpan.FromSeconds(20));
        foreach (var sink in sinks)
        {
            // What was cut off differs by the cut and is thrown away anyhow.
            story.Append('<').Append(sink.Completed > 0 ? sink.Taken : "").Append('>').Append(sink.Aborted);
        }

        return story.Append(await wire.AnswersAsync()).ToString();
    }

    private static async Task ReadAllAsync(FramerWire wire, StringBuilder story)
    {
        while (true)
        {
            var outcome = await wire.ReadAsync();
            story.Append('[').Append(outcome).Append(' ').Append(wire.Command).Append(']');
            if (outcome is FrameOutcome.Close or FrameOutcome.EndOfInput)
            {
                return;
            }
        }
    }

    private static LiteralDecision Decide(LiteralRequest request, List<RecordingSink> sinks)
    {
        if (request.Size == 9)
        {
            return new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.Cannot, "nine");
        }

        if (request.Size < 6)
        {
            return LiteralDecision.Inline;
        }

        var sink = new RecordingSink();
        sinks.Add(sink);
        return new LiteralDecision.Stage(sink);
    }
}
