using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Culver.Imap.Wire;

namespace Culver.Fuzz;

/// <summary>
/// Spoils conversations and cuts them at random. The framer always comes to an end, makes the same of them however they
/// are cut, completes or aborts each sink, and what it hands out never holds more than was sent.
/// </summary>
public static class FramerFuzz
{
    private static readonly FramerLimits Limits = new() { Line = 100, Command = 400, Discard = 1000 };

    private static readonly string[] Conversations =
    [
        "a NOOP\r\nb LOGIN {3+}\r\nbob {2+}\r\npw\r\nc APPEND x {7+}\r\nhi\r\nyou\r\n\r\nd NOOP\n",
        "a APPEND x {9+}\r\nb LOGOUT\n {3+}\r\nabc\r\nb NOOP\r\n",
        "a " + new string('x', 120) + " {8+}\r\nz LOGOUT\r\nb NOOP\r\nc APPEND x {20}\r\nd NOOP\r\n",
        "a {99999999999999999999}\r\nb NOOP\r\nc APPEND x {999999+}\r\n",
        "a APPEND x (a) ~{6+}\r\nab\0\r\n\n UTF8 (~{8+}\r\n01234567)\r\n\r\n\n\nb\r\n",
    ];

    /// <summary>Tries so many spoiled conversations.</summary>
    public static async Task<FuzzResult> RunAsync(int seed, int runs)
    {
        var random = new Random(seed);
        var pool = new SeedPool<bool>(Conversations.Select(static text => (text, true)));
        var findings = new List<string>();
        var refused = 0;
        for (var run = 0; run < runs && findings.Count < 10; run++)
        {
            var octets = Mutation.Of(random, pool.Pick(random).Text);
            try
            {
                var whole = await TellAsync([octets]);
                pool.Tried(octets, use: true);
                var cut = await TellAsync(Cut(octets, random.Next(1, 9)));
                refused += whole.Contains("[Refused", StringComparison.Ordinal) ? 1 : 0;
                if (whole != cut)
                {
                    findings.Add($"\"{Octets.Escaped(octets)}\": \"{Octets.Escaped(whole)}\" when whole, \"{Octets.Escaped(cut)}\" when cut");
                }
            }
            catch (Exception e)
            {
                findings.Add($"\"{Octets.Escaped(octets)}\": {e}");
            }
        }

        return new(runs, refused, findings);
    }

    private static IEnumerable<string> Cut(string octets, int size)
    {
        for (var start = 0; start < octets.Length; start += size)
        {
            yield return octets[start..Math.Min(octets.Length, start + size)];
        }
    }

    private static async Task<string> TellAsync(IEnumerable<string> pieces)
    {
        var input = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
        var output = new ArrayBufferWriter<byte>();
        var writer = new ImapWriter(output);
        var gate = new Gate();
        var framer = new CommandFramer(input.Reader, writer, gate, Limits);
        var story = new StringBuilder();
        var reading = ReadAllAsync(framer, story);
        foreach (var piece in pieces)
        {
            await input.Writer.WriteAsync(Octets.Of(piece));
        }

        await input.Writer.CompleteAsync();
        await reading.WaitAsync(TimeSpan.FromSeconds(20));
        writer.Commit();
        foreach (var sink in gate.Sinks)
        {
            story.Append(sink.Ending());
        }

        return story.Append(Octets.Text(output.WrittenSpan)).ToString();
    }

    private static async Task ReadAllAsync(CommandFramer framer, StringBuilder story)
    {
        while (true)
        {
            var outcome = await framer.ReadAsync(CancellationToken.None);
            story.Append('[').Append(outcome).Append(' ').Append(Octets.Text(framer.Command.Bytes.Span)).Append(']');
            if (outcome is FrameOutcome.Close or FrameOutcome.EndOfInput)
            {
                return;
            }
        }
    }

    private sealed class Gate : ILiteralGate
    {
        public List<Sink> Sinks { get; } = [];

        public ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, CancellationToken cancellationToken) => new(Decide(request));

        private LiteralDecision Decide(LiteralRequest request)
        {
            if (request.Size == 9)
            {
                return new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.Cannot, "nine");
            }

            if (request.Size < 6)
            {
                return LiteralDecision.Inline;
            }

            var sink = new Sink(request.Size);
            Sinks.Add(sink);
            return new LiteralDecision.Stage(sink);
        }
    }

    private sealed class Sink(long announced) : ILiteralSink
    {
        private readonly StringBuilder taken = new();
        private int completed;
        private int aborted;

        public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
        {
            taken.Append(Octets.Text(bytes.ToArray()));
            return completed + aborted > 0 || taken.Length > announced ? throw new InvalidOperationException("A write too late or too long.") : default;
        }

        public ValueTask CompleteAsync(CancellationToken cancellationToken)
        {
            completed++;
            return default;
        }

        public ValueTask AbortAsync()
        {
            aborted++;
            return default;
        }

        // What was cut off differs by the cut, and is thrown away anyhow.
        public string Ending() => completed > 1 || aborted != 1 || (completed == 1 && taken.Length != announced)
            ? throw new InvalidOperationException($"Completed {completed} times and aborted {aborted} times with {taken.Length} of {announced} octets.")
            : completed > 0 ? $"<{taken}>" : "<>";
    }
}
