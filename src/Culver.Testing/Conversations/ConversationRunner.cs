using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using static Culver.Testing.Conversations.ConversationStep;

namespace Culver.Testing.Conversations;

/// <summary>
/// Plays a script. The rules: a client line is sent when every line expected before it has come; untagged lines match
/// whatever is still expected in any order, until the tagged line after them, by which all must have come; what nobody
/// expected fails. At the end each client ends its half and the server's last words are read to the very end, so that a
/// line too many cannot hide, and nothing waits for a clock.
/// </summary>
internal sealed class ConversationRunner(ImmutableArray<ConversationStep> script, IConversationStage stage, int? cutSeed, TimeSpan patience)
{
    private readonly SortedDictionary<int, Side> _sides = [];
    private readonly Dictionary<string, byte[]> _captures = stage.Captures.ToDictionary(static pair => pair.Key, static pair => Encoding.UTF8.GetBytes(pair.Value), StringComparer.Ordinal);
    private readonly Transcript _transcript = new();
    private readonly Random? _cuts = cutSeed is { } seed ? new Random(seed) : null;
    private bool _inOrder = !stage.HasTags;

    /// <summary>Plays it to the end.</summary>
    /// <exception cref="ConversationFailedException">The server said something else.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var patient = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patient.CancelAfter(patience);
        try
        {
            await PlayAsync(patient.Token);
        }
        catch (OperationCanceledException gaveUp) when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var side in _sides.Values)
            {
                foreach (var pending in side.Pending)
                    _transcript.Missing(side.Number, pending.Written);
            }

            throw Failed(string.Create(CultureInfo.InvariantCulture, $"The server said nothing more for {patience.TotalSeconds} seconds"), gaveUp);
        }
        finally
        {
            foreach (var side in _sides.Values)
                await side.CloseAsync();
        }
    }

    private async Task PlayAsync(CancellationToken cancellationToken)
    {
        var opening = script.TakeWhile(static step => step is Given).Cast<Given>().ToImmutableArray();
        await stage.SetUpAsync(opening, cancellationToken);
        foreach (var number in script.Select(ConnectionOf).Where(static number => number > 0).Distinct().Order())
        {
            _sides.Add(number, new(number));
            if (script.First(step => ConnectionOf(step) == number) is not Connect)
                await ConnectAsync(number, welcome: true, cancellationToken);
        }

        foreach (var step in script.AsSpan()[opening.Length..].ToArray())
            await PlayAsync(step, cancellationToken);
        await FlushAsync(cancellationToken);
        foreach (var side in _sides.Values.Where(static side => side.Peer is not null))
            await ReadToTheEndAsync(side, cancellationToken);
    }

    private async ValueTask PlayAsync(ConversationStep step, CancellationToken cancellationToken)
    {
        if (step is not Expect)
            await FlushAsync(cancellationToken);
        switch (step)
        {
            case Expect expect:
                await ExpectAsync(_sides[expect.Connection], expect.Text, cancellationToken);
                break;
            case Send send:
                await SendAsync(PeerOf(send.Connection), send, cancellationToken);
                break;
            case Given given:
                _transcript.Note("given " + given.Text);
                await stage.GivenAsync(given, cancellationToken);
                break;
            case Connect connect:
                await ConnectAsync(connect.Connection, welcome: false, cancellationToken);
                break;
            case ClientCloses closes:
                _transcript.Note(string.Create(CultureInfo.InvariantCulture, $"C{closes.Connection} closes"));
                await _sides[closes.Connection].CloseAsync();
                break;
            case ServerCloses closes:
                await ServerClosesAsync(_sides[closes.Connection], cancellationToken);
                break;
            case StartTls tls:
                await StartTlsAsync(PeerOf(tls.Connection), cancellationToken);
                break;
            case Order order:
                _inOrder = order.AsWritten || !stage.HasTags;
                break;
            case TimePasses time:
                _transcript.Note(string.Create(CultureInfo.InvariantCulture, $"time passes: {time.Span}"));
                await stage.AdvanceAsync(time.Span);
                break;
            default:
                throw new InvalidOperationException("A step nobody plays.");
        }
    }

    private async ValueTask ConnectAsync(int number, bool welcome, CancellationToken cancellationToken)
    {
        var peer = new ConversationPeer(number, await stage.ConnectAsync(number, cancellationToken), stage.HasTags, _cuts, _transcript);
        _sides[number].Peer = peer;
        if (welcome)
            await stage.WelcomeAsync(peer, cancellationToken);
    }

    private async ValueTask StartTlsAsync(ConversationPeer peer, CancellationToken cancellationToken)
    {
        if (peer.HasUnread)
            throw Failed("The server sent something in the clear after it agreed to begin TLS");
        _transcript.Note(string.Create(CultureInfo.InvariantCulture, $"C{peer.Number} starts TLS"));
        peer.Upgrade(await stage.StartTlsAsync(peer.Channel, cancellationToken));
    }

    private async ValueTask SendAsync(ConversationPeer peer, Send send, CancellationToken cancellationToken)
    {
        var bytes = new MemoryStream();
        var tag = send.Text.Written.Split(' ', 2)[0];
        // In protocols without literals a block stands for itself; one on a BDAT line is counted and follows the line.
        var counted = !stage.HasTags && send.Text.Parts is [ScriptText.Part.Plain, ..];
        var trailing = new MemoryStream();
        foreach (var part in send.Text.Parts)
        {
            switch (part)
            {
                case ScriptText.Part.Plain plain:
                    bytes.Write(plain.Bytes);
                    break;
                case ScriptText.Part.Capture capture:
                    bytes.Write(_captures.TryGetValue(capture.Name, out var value) ? value : Encoding.UTF8.GetBytes("$" + capture.Name));
                    break;
                case ScriptText.Part.Block block when counted:
                    bytes.Write(Encoding.ASCII.GetBytes(block.Content.Length.ToString(CultureInfo.InvariantCulture)));
                    trailing.Write(block.Content);
                    break;
                case ScriptText.Part.Block block when !stage.HasTags:
                    bytes.Write(block.Content);
                    break;
                case ScriptText.Part.Block block:
                    bytes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{{block.Content.Length}{(block.WithoutWaiting ? "+" : "")}}}\r\n")));
                    if (!block.WithoutWaiting)
                    {
                        await peer.SendAsync(bytes.ToArray(), cancellationToken);
                        bytes.SetLength(0);
                        if (!await IsInvitedAsync(peer, tag, cancellationToken))
                            return;
                    }

                    bytes.Write(block.Content);
                    break;
                default:
                    throw new InvalidOperationException("A part of a line that cannot be sent.");
            }
        }

        var standsForItself = !stage.HasTags && !counted && send.Text.Parts is [ScriptText.Part.Block, ..];
        if (send.EndsLine && !standsForItself)
            bytes.Write("\r\n"u8);
        trailing.WriteTo(bytes);
        try
        {
            await peer.SendAsync(bytes.ToArray(), cancellationToken);
        }
        catch (IOException closed)
        {
            throw Failed("The server had closed the connection", closed);
        }
    }

    // RFC 9051 §4.3: the client sends the octets of a literal when the server asks for them with "+", and not when the
    // command was answered instead.
    private async ValueTask<bool> IsInvitedAsync(ConversationPeer peer, string tag, CancellationToken cancellationToken)
    {
        while (await peer.ReadFromServerAsync(cancellationToken) is { } line)
        {
            if (line is [(byte)'+', ..])
            {
                _transcript.Received(peer.Number, line);
                return true;
            }

            peer.LayAside(line);
            if (line.AsSpan().StartsWith(Encoding.UTF8.GetBytes(tag + " ")) || line.AsSpan().StartsWith("* BYE"u8))
                return false;
        }

        return false;
    }

    private async ValueTask ExpectAsync(Side side, ScriptText expected, CancellationToken cancellationToken)
    {
        if (expected.IsAnyLines)
        {
            side.AnyLines = true;
            return;
        }

        if (!_inOrder && expected.StartsWith("* "))
        {
            side.Pending.Add(expected);
            return;
        }

        if (_inOrder && expected.StartsWith("* "))
            await FlushAsync(side, cancellationToken);
        while (true)
        {
            var line = await ReadAsync(side, expected.Written, cancellationToken);
            var isUntagged = stage.HasTags && line.AsSpan().StartsWith("* "u8);
            if (isUntagged && TakePending(side, line))
                continue;
            if (side.Pending.Count == 0 && LineMatcher.Matches(expected, line, _captures))
            {
                _transcript.Received(side.Number, line);
                side.AnyLines = false;
                return;
            }

            if (side.AnyLines && (isUntagged || !stage.HasTags))
            {
                _transcript.Received(side.Number, line);
                continue;
            }

            _transcript.Wrong(side.Number, line);
            if (!isUntagged || _inOrder)
                _transcript.Point(side.Number, side.Pending.Count > 0 ? 0 : LineMatcher.CommonPrefix(expected, line, _captures));
            foreach (var pending in side.Pending)
                _transcript.Missing(side.Number, pending.Written);
            _transcript.Missing(side.Number, expected.Written);
            throw Failed(side.Pending.Count > 0 && !isUntagged ? "Lines that were expected did not come" : "The server said what was not expected");
        }
    }

    // Waits for the untagged lines of every connection that no tagged line follows.
    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var side in _sides.Values)
            await FlushAsync(side, cancellationToken);
    }

    private async ValueTask FlushAsync(Side side, CancellationToken cancellationToken)
    {
        while (side.Pending.Count > 0)
        {
            var line = await ReadAsync(side, side.Pending[0].Written, cancellationToken);
            if (TakePending(side, line))
                continue;
            if (side.AnyLines && line.AsSpan().StartsWith("* "u8))
            {
                _transcript.Received(side.Number, line);
                continue;
            }

            _transcript.Wrong(side.Number, line);
            foreach (var pending in side.Pending)
                _transcript.Missing(side.Number, pending.Written);
            throw Failed("The server said what was not expected");
        }
    }

    // The most exact expectation that fits takes the line, so that "* ..." does not eat what another line names.
    private bool TakePending(Side side, byte[] line)
    {
        foreach (var exact in (ReadOnlySpan<bool>)[true, false])
        {
            for (var i = 0; i < side.Pending.Count; i++)
            {
                if (side.Pending[i].IsExact != exact || !LineMatcher.Matches(side.Pending[i], line, _captures))
                    continue;
                side.Pending.RemoveAt(i);
                _transcript.Received(side.Number, line);
                return true;
            }
        }

        return false;
    }

    private async ValueTask<byte[]> ReadAsync(Side side, string expected, CancellationToken cancellationToken)
    {
        try
        {
            if (await PeerOf(side.Number).ReadAsync(cancellationToken) is { } line)
                return line;
        }
        catch (OperationCanceledException)
        {
            _transcript.Missing(side.Number, expected);
            throw;
        }

        foreach (var pending in side.Pending)
            _transcript.Missing(side.Number, pending.Written);
        _transcript.Missing(side.Number, expected);
        throw Failed("The server closed the connection");
    }

    private async ValueTask ServerClosesAsync(Side side, CancellationToken cancellationToken)
    {
        if (await PeerOf(side.Number).ReadAsync(cancellationToken) is { } line)
        {
            _transcript.Wrong(side.Number, line);
            throw Failed("The server spoke on where it was to close the connection");
        }

        _transcript.Note(string.Create(CultureInfo.InvariantCulture, $"S{side.Number} closes"));
        await side.CloseAsync();
    }

    private async ValueTask ReadToTheEndAsync(Side side, CancellationToken cancellationToken)
    {
        var peer = PeerOf(side.Number);
        try
        {
            await peer.EndSendingAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The server has closed already; what it said last is read below.
        }

        while (await peer.ReadAsync(cancellationToken) is { } line)
        {
            if (side.AnyLines || stage.IsFarewell(line))
                continue;
            _transcript.Wrong(side.Number, line);
            throw Failed("The server said more than was expected");
        }
    }

    private ConversationPeer PeerOf(int number) =>
        _sides[number].Peer ?? throw Failed(string.Create(CultureInfo.InvariantCulture, $"C{number} is not connected"));

    private ConversationFailedException Failed(string problem, Exception? innerException = null) =>
        new($"{problem}{(cutSeed is { } seed ? string.Create(CultureInfo.InvariantCulture, $" (commands cut at random, seed {seed})") : "")}:\n{_transcript.Text}", innerException);

    private static int ConnectionOf(ConversationStep step) => step switch
    {
        Send send => send.Connection,
        Expect expect => expect.Connection,
        Connect connect => connect.Connection,
        ClientCloses closes => closes.Connection,
        ServerCloses closes => closes.Connection,
        StartTls tls => tls.Connection,
        _ => 0,
    };

    // A connection of the script: its peer while it is open, and what was expected on it and has not come.
    private sealed class Side(int number)
    {
        public int Number => number;

        public ConversationPeer? Peer { get; set; }

        public List<ScriptText> Pending { get; } = [];

        public bool AnyLines { get; set; }

        public async ValueTask CloseAsync()
        {
            if (Peer is { } peer)
                await peer.DisposeAsync();
            Peer = null;
        }
    }
}
