using System.Buffers;
using System.IO.Pipelines;
using Culver.Imap.Wire;
using Xunit;

namespace Culver.Imap.Tests.Wire;

/// <summary>A framer between two pipes, with a client's hands on their other ends.</summary>
internal sealed class FramerWire
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Everything runs inline: once a test has sent something, the framer has done all it can with it.
    private static readonly PipeOptions Inline = new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false);

    private readonly Pipe fromClient = new(Inline);
    private readonly Pipe toClient = new(Inline);

    public FramerWire(Func<LiteralRequest, LiteralDecision>? decide = null, FramerLimits? limits = null)
    {
        Gate = new(decide ?? (static _ => LiteralDecision.Inline));
        Writer = new(toClient.Writer);
        Framer = new(fromClient.Reader, Writer, Gate, limits ?? new());
    }

    public ScriptedGate Gate { get; }

    public ImapWriter Writer { get; }

    public CommandFramer Framer { get; }

    public PipeReader Input => fromClient.Reader;

    /// <summary>What the framer holds now, each octet a char.</summary>
    public string Command => Read.Latin(Framer.Command.Bytes.Span);

    public FramerWire Send(string octets)
    {
        fromClient.Writer.Write(Read.Octets(octets));
        Complete(fromClient.Writer.FlushAsync());
        return this;
    }

    public FramerWire Send(ReadOnlySpan<byte> octets)
    {
        fromClient.Writer.Write(octets);
        Complete(fromClient.Writer.FlushAsync());
        return this;
    }

    public FramerWire End()
    {
        fromClient.Writer.Complete();
        return this;
    }

    public Task<FrameOutcome> ReadAsync(CancellationToken cancellationToken = default) => Framer.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience, CancellationToken.None);

    public Task<FrameOutcome> ReadLineAsync() => Framer.ReadLineAsync(default).AsTask().WaitAsync(Patience);

    /// <summary>The next command is this one.</summary>
    public async Task GivesAsync(string command)
    {
        Assert.Equal(FrameOutcome.Command, await ReadAsync());
        Assert.Equal(command, Command);
    }

    /// <summary>What was written for the client, flushed or not.</summary>
    public async Task<string> AnswersAsync()
    {
        await Writer.FlushAsync(default);
        return Flushed();
    }

    /// <summary>What the client has got.</summary>
    public string Flushed()
    {
        if (!toClient.Reader.TryRead(out var result))
        {
            return "";
        }

        var text = Read.Latin(result.Buffer.ToArray());
        toClient.Reader.AdvanceTo(result.Buffer.End);
        return text;
    }

    /// <summary>What nobody has read, once the command is let go.</summary>
    public async Task<string> LeftAsync()
    {
        await Framer.ReleaseAsync();
        if (!Input.TryRead(out var result))
        {
            return "";
        }

        var text = Read.Latin(result.Buffer.ToArray());
        Input.AdvanceTo(result.Buffer.Start);
        return text;
    }

    // The pipe never pauses its writer, so a flush is complete at once.
    private static void Complete(ValueTask<FlushResult> flush) => Assert.True(flush.IsCompletedSuccessfully && flush.Result is { IsCanceled: false });
}
