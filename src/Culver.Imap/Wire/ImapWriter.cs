using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;

namespace Culver.Imap.Wire;

/// <summary>
/// Writes responses: a method for each form of RFC 9051 §9. The forms with more to them (strings, mailbox names, dates,
/// sets, status responses) are extension methods beside this file.
///
/// Rules upheld here. What came from a client or a message leaves only through a method that fits it into its form, so
/// CR, LF and NUL never reach the wire by accident; <see cref="Keyword"/> and <see cref="Formed"/> alone write bytes as
/// they are, the one for our constants, the other for what was formed when the message arrived. The octets of a literal
/// are counted, and nothing else is written before they are all there. Writing allocates nothing; no buffer is held
/// between a flush and the next octet. One writer belongs to one connection and is used by one task at a time.
/// </summary>
internal sealed class ImapWriter(IBufferWriter<byte> output, WireMode mode = WireMode.Rev1)
{
    private const int Chunk = 4096;

    /// <summary>Octets to a client that reads as fast as we write before others that wait have their turn.</summary>
    private const int Turn = 1024 * 1024;

    private Memory<byte> memory;
    private int used;
    private long owed;
    private long unflushed;

    // Octets flushed since the flush that last waited.
    private long unbroken;

    // The octet written last, of those committed.
    private byte last = (byte)'\n';

    /// <summary>How text beyond ASCII is written; ENABLE changes it.</summary>
    public WireMode Mode { get; set; } = mode;

    /// <summary>Whether a literal was announced whose octets are not all written: no other word can be said now.</summary>
    public bool IsInLiteral => owed > 0;

    /// <summary>Whether a response was begun and not ended: what is written next would be read as its end.</summary>
    public bool IsWithinLine => (used > 0 ? memory.Span[used - 1] : last) != (byte)'\n';

    /// <summary>The octets written since the last flush.</summary>
    public long Unflushed => unflushed + used;

    /// <summary>SP.</summary>
    public void Space() => Octet((byte)' ');

    /// <summary>"(".</summary>
    public void Open() => Octet((byte)'(');

    /// <summary>")".</summary>
    public void Close() => Octet((byte)')');

    /// <summary>The end of a response.</summary>
    public void CrLf()
    {
        Settle();
        var span = Reserve(2);
        span[0] = (byte)'\r';
        span[1] = (byte)'\n';
        used += 2;
    }

    /// <summary>"* ", the beginning of an untagged response.</summary>
    public void Untagged()
    {
        Settle();
        var span = Reserve(2);
        span[0] = (byte)'*';
        span[1] = (byte)' ';
        used += 2;
    }

    /// <summary>Words of the protocol as they are, spaces and brackets included.</summary>
    /// <param name="constant">A constant of ours, never anything a client or a message said.</param>
    public void Keyword(ReadOnlySpan<byte> constant) => Copy(constant);

    /// <summary>Data in its final form, kept from when the message arrived (ENVELOPE, BODYSTRUCTURE), literals included.</summary>
    public void Formed(ReadOnlySpan<byte> stored) => Copy(stored);

    /// <summary>atom = 1*ATOM-CHAR; anything else is our mistake.</summary>
    public void Atom(ReadOnlySpan<byte> atom)
    {
        if (atom.IsEmpty || atom.ContainsAnyExcept(ImapBytes.AtomChar))
        {
            throw new ArgumentException("Not an atom.");
        }

        Copy(atom);
    }

    /// <summary>atom = 1*ATOM-CHAR; anything else is our mistake.</summary>
    public void Atom(string atom)
    {
        var span = Reserve(atom.Length);
        if (!Ascii.IsValid(atom)
            || Encoding.ASCII.GetBytes(atom, span) == 0
            || span[..atom.Length].ContainsAnyExcept(ImapBytes.AtomChar))
        {
            throw new ArgumentException("Not an atom.");
        }

        used += atom.Length;
    }

    /// <summary>flag = "\" atom / atom, or "\*" of PERMANENTFLAGS; anything else is our mistake.</summary>
    public void Flag(string flag)
    {
        if (flag.StartsWith('\\'))
        {
            var span = Reserve(flag.Length);
            var name = span[1..flag.Length];
            if (!Ascii.IsValid(flag)
                || Encoding.ASCII.GetBytes(flag, span) == 1
                || (name.ContainsAnyExcept(ImapBytes.AtomChar) && !name.SequenceEqual("*"u8)))
            {
                throw new ArgumentException("Not a flag.");
            }

            used += flag.Length;
            return;
        }

        Atom(flag);
    }

    /// <summary>flag-list = "(" [flag *(SP flag)] ")"</summary>
    public void FlagList(ReadOnlySpan<string> flags)
    {
        Open();
        for (var i = 0; i < flags.Length; i++)
        {
            if (i > 0)
            {
                Space();
            }

            Flag(flags[i]);
        }

        Close();
    }

    /// <summary>number or number64; not negative.</summary>
    public void Number(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Number((ulong)number);
    }

    /// <summary>number or number64.</summary>
    public void Number(ulong number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out var length);
        used += length;
    }

    /// <summary>nil = "NIL"</summary>
    public void Nil() => Copy("NIL"u8);

    /// <summary>"{" number64 "}" CRLF; exactly so many octets follow through <see cref="LiteralBytes(ReadOnlySpan{byte})"/>.</summary>
    public void LiteralHeader(long size) => Header(size, "{"u8);

    /// <summary>"~{" number64 "}" CRLF, for octets that may be NUL (RFC 3516 §4.2); exactly so many follow.</summary>
    public void Literal8Header(long size) => Header(size, "~{"u8);

    /// <summary>The next octets of the literal whose header was written.</summary>
    public void LiteralBytes(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > owed)
        {
            throw new InvalidOperationException("More octets than the literal announced.");
        }

        owed -= octets.Length;
        Copy(octets);
    }

    /// <summary>The next octets of the literal whose header was written.</summary>
    public void LiteralBytes(ReadOnlySequence<byte> octets)
    {
        foreach (var segment in octets)
        {
            LiteralBytes(segment.Span);
        }
    }

    /// <summary>Room for the next octets of the literal, as many as it lacks or <paramref name="most"/>; what was put there is taken with <see cref="LiteralTake"/>.</summary>
    public Memory<byte> LiteralRoom(int most)
    {
        var length = (int)Math.Min(owed, most);
        Reserve(length);
        return memory.Slice(used, length);
    }

    /// <summary>Takes octets of the literal that were put into its room.</summary>
    public void LiteralTake(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, owed);
        owed -= length;
        Advance(length);
    }

    /// <summary>Hands everything written to the client, and waits while it does not read.</summary>
    /// <exception cref="PeerGoneException">The client reads no more.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        Commit();
        unbroken += unflushed;
        unflushed = 0;
        if (output is PipeWriter pipe)
        {
            var flush = pipe.FlushAsync(cancellationToken);
            if (!flush.IsCompleted)
            {
                unbroken = 0;
            }

            var result = await flush;
            if (result.IsCompleted)
            {
                throw new PeerGoneException();
            }

            if (unbroken > Turn)
            {
                unbroken = 0;
                await Task.Yield();
            }
        }
    }

    /// <summary>Flushes once <paramref name="threshold"/> octets have gathered, so that a long answer takes bounded memory.</summary>
    /// <exception cref="PeerGoneException">The client reads no more.</exception>
    public ValueTask FlushAboveAsync(int threshold, CancellationToken cancellationToken) =>
        Unflushed > threshold ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Makes all that was written visible in the output without waiting for anybody.</summary>
    public void Commit()
    {
        if (used > 0)
        {
            last = memory.Span[used - 1];
            output.Advance(used);
            unflushed += used;
            used = 0;
        }

        memory = default;
    }

    /// <summary>Room for so many octets, taken with <see cref="Advance"/>.</summary>
    internal Span<byte> Reserve(int length)
    {
        if (memory.Length - used < length)
        {
            Commit();
            memory = output.GetMemory(Math.Max(length, Chunk));
        }

        return memory.Span[used..];
    }

    /// <summary>Takes octets written into reserved room.</summary>
    internal void Advance(int length) => used += length;

    /// <summary>One octet of ours.</summary>
    internal void Octet(byte octet)
    {
        Reserve(1)[0] = octet;
        used++;
    }

    /// <summary>Octets that are known to fit where they are written.</summary>
    internal void Copy(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var room = Reserve(1);
            var now = Math.Min(room.Length, octets.Length);
            octets[..now].CopyTo(room);
            used += now;
            octets = octets[now..];
        }
    }

    private void Header(long size, ReadOnlySpan<byte> open)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        Settle();
        Copy(open);
        Number((ulong)size);
        Copy("}\r\n"u8);
        owed = size;
    }

    private void Settle()
    {
        if (owed > 0)
        {
            throw new InvalidOperationException("Fewer octets than the literal announced.");
        }
    }
}
