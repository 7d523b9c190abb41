using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Culver.Hosting.Rehearsals;

/// <summary>The client's half of a rehearsal: says a line and waits for the line that ends the answer.</summary>
internal sealed class RehearsalClient(IDuplexPipe pipe)
{
    /// <summary>Says what may be several lines, and passes over what comes until a line begins with <paramref name="until"/>.</summary>
    /// <exception cref="InvalidOperationException">The server refused, or went away without that line.</exception>
    public async ValueTask SayAsync(string text, string until, CancellationToken cancellationToken)
    {
        if (text.Length > 0)
            await pipe.Output.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);
        while (true)
        {
            var read = await pipe.Input.ReadAsync(cancellationToken);
            if (TryPass(read.Buffer, until, out var behind))
            {
                pipe.Input.AdvanceTo(behind);
                return;
            }

            pipe.Input.AdvanceTo(behind, read.Buffer.End);
            if (read.IsCompleted)
                throw new InvalidOperationException($"The rehearsal waited for '{until}'.");
        }
    }

    /// <summary>Goes.</summary>
    public async ValueTask CloseAsync()
    {
        await pipe.Output.CompleteAsync();
        await pipe.Input.CompleteAsync();
    }

    private static bool TryPass(ReadOnlySequence<byte> buffer, string until, out SequencePosition behind)
    {
        var reader = new SequenceReader<byte>(buffer);
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            var text = Encoding.ASCII.GetString(line);
            if (text.StartsWith(until, StringComparison.Ordinal))
            {
                behind = reader.Position;
                return true;
            }

            if (IsRefusal(text, until))
                throw new InvalidOperationException($"The rehearsal waited for '{until}' and was told: {text}");
        }

        behind = reader.Position;
        return false;
    }

    // In the words of each protocol: a number of another kind, -ERR, or the same tag with another word.
    private static bool IsRefusal(string line, string until) => until[0] switch
    {
        >= '0' and <= '9' => line[0] is '4' or '5',
        '+' or '.' => line.StartsWith("-ERR", StringComparison.Ordinal),
        _ => line.StartsWith(until[..(until.IndexOf(' ', StringComparison.Ordinal) + 1)], StringComparison.Ordinal),
    };
}
