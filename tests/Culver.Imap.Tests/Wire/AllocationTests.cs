using System.Buffers;
using Culver.Imap.Wire;
using Xunit;

namespace Culver.Imap.Tests.Wire;

/// <summary>What is done for every command and every message allocates nothing.</summary>
public sealed class AllocationTests
{
    private static readonly ResponseCode Code = ResponseCode.Numbered("HIGHESTMODSEQ", 123456);

    [Fact]
    public void A_short_command_is_framed_without_allocation()
    {
        var wire = new FramerWire();
        for (var i = 0; i < 3000; i++)
        {
            wire.Send("a NOOP\r\n"u8);
        }

        AssertAllocatesNothing(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                var reading = wire.Framer.ReadAsync(default);
                if (!reading.IsCompletedSuccessfully || reading.Result != FrameOutcome.Command || wire.Framer.Command.Bytes.Length != 6)
                {
                    throw new InvalidOperationException();
                }
            }
        });
    }

    [Fact]
    public void Reading_octets_allocates_nothing() => AssertAllocatesNothing(static () =>
    {
        var reader = new ImapReader("a1 FETCH \"x y\" 12 34567890123 (\\Seen {3}\r\nabc NIL)"u8, WireMode.Rev1);
        reader.Tag();
        reader.Space();
        reader.Keyword("FETCH"u8);
        reader.Space();
        reader.Quoted();
        reader.Space();
        reader.Number();
        reader.Space();
        reader.Number64();
        reader.Space();
        reader.Open();
        reader.Flag();
        reader.Space();
        reader.StringBytes();
        reader.Space();
        reader.NStringBytes(out _);
        reader.Close();
        reader.End();
    });

    [Fact]
    public void Writing_responses_allocates_nothing()
    {
        var output = new EndlessOutput();
        var writer = new ImapWriter(output);
        string[] flags = ["\\Seen", "$Junk"];
        var uids = new uint[] { 1, 2, 3, 9 };
        AssertAllocatesNothing(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                writer.Untagged();
                writer.Number(i);
                writer.Keyword(" FETCH (UID "u8);
                writer.Number(12345678);
                writer.Space();
                writer.FlagList(flags);
                writer.DateTime(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-7)));
                writer.String("a \"b\" c"u8);
                writer.AString("short text");
                writer.Mailbox("Entw\u00fcrfe");
                writer.NumberSet(uids);
                writer.LiteralHeader(3);
                writer.LiteralBytes("abc"u8);
                writer.Close();
                writer.CrLf();
                writer.Tagged("a1"u8, ResponseStatus.Ok, Code, "FETCH done");
            }

            writer.Commit();
        });
    }

    private static void AssertAllocatesNothing(Action action)
    {
        action();
        action();
        var least = long.MaxValue;
        for (var i = 0; i < 20 && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private sealed class EndlessOutput : IBufferWriter<byte>
    {
        private readonly byte[] memory = new byte[65536];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => memory;

        public Span<byte> GetSpan(int sizeHint = 0) => memory;
    }
}
