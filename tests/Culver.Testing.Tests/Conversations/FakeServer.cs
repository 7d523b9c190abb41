using System.Collections.Immutable;
using System.Text;
using Culver.Testing.Conversations;
using Culver.Testing.Transport;

namespace Culver.Testing.Tests.Conversations;

/// <summary>A peer that says fixed things: for each line it is sent, whole with its literals, the lines it was told to say.</summary>
internal sealed class FakeServer(bool hasTags = true) : IConversationStage
{
    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);
    private readonly List<DuplexStream> _open = [];

    /// <summary>Every line received, literals included, in order.</summary>
    public List<string> Received { get; } = [];

    public List<string> Givens { get; } = [];

    public TimeSpan Passed { get; private set; }

    public bool HasTags => hasTags;

    public IReadOnlyDictionary<string, string> Captures { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["user"] = "ann" };

    /// <summary>Says <paramref name="answer"/>, its lines ended by CRLF, when <paramref name="line"/> arrives.</summary>
    public FakeServer On(string line, params string[] answer)
    {
        _answers[line] = string.Concat(answer.Select(static text => text + "\r\n"));
        return this;
    }

    /// <summary>Plays a script against it.</summary>
    public Task PlayAsync(string script, int? cutSeed = null, double patience = 20) =>
        new ConversationRunner(ConversationSyntax.Parse(script), this, cutSeed, TimeSpan.FromSeconds(patience)).RunAsync(CancellationToken.None);

    public ValueTask<ClientChannel> ConnectAsync(int connection, CancellationToken cancellationToken)
    {
        var (client, server) = DuplexStream.CreatePair(deliverAtOnce: true);
        _open.Add(server);
        _ = ServeAsync(server);
        return ValueTask.FromResult(new ClientChannel(client, _ => client.EndSendingAsync()));
    }

    public ValueTask<ClientChannel> StartTlsAsync(ClientChannel channel, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask SetUpAsync(ImmutableArray<ConversationStep.Given> givens, CancellationToken cancellationToken)
    {
        Givens.AddRange(givens.Select(static given => given.Text));
        return ValueTask.CompletedTask;
    }

    public ValueTask WelcomeAsync(ConversationPeer peer, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask GivenAsync(ConversationStep.Given given, CancellationToken cancellationToken)
    {
        Givens.Add(given.Text);
        // In the middle of a script, "given says …" makes every connection say something nobody asked for.
        if (given.Text.StartsWith("says ", StringComparison.Ordinal))
        {
            foreach (var server in _open)
                await server.WriteAsync(Encoding.UTF8.GetBytes(given.Text[5..] + "\r\n"), cancellationToken);
        }
    }

    public ValueTask AdvanceAsync(TimeSpan span)
    {
        Passed += span;
        return ValueTask.CompletedTask;
    }


    public bool IsFarewell(ReadOnlySpan<byte> line) => line.StartsWith("* BYE"u8);

    private async Task ServeAsync(DuplexStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            bytes.Add(one[0]);
            if (bytes is not [.., (byte)'\r', (byte)'\n'])
                continue;
            var line = Encoding.UTF8.GetString([.. bytes[..^2]]);
            if (hasTags && line.EndsWith('}') && line.LastIndexOf('{') is var open and >= 0 && int.TryParse(line.AsSpan(open + 1).TrimEnd("+}"), out var octets))
            {
                if (!line.EndsWith("+}", StringComparison.Ordinal))
                {
                    if (_answers.TryGetValue(line, out var refusal))
                    {
                        bytes.Clear();
                        await stream.WriteAsync(Encoding.UTF8.GetBytes(refusal));
                        continue;
                    }

                    await stream.WriteAsync("+ go on\r\n"u8.ToArray());
                }

                var literal = new byte[octets];
                await stream.ReadExactlyAsync(literal);
                bytes.AddRange(literal);
                continue;
            }

            bytes.Clear();
            Received.Add(line);
            var answer = _answers.GetValueOrDefault(line, line == "bye" ? "<close>" : line.Split(' ')[0] + " OK done\r\n");
            if (answer == "<close>")
                break;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        }

        await stream.DisposeAsync();
    }
}
