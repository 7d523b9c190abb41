using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Culver.Storage;

/// <summary>Makes object ids: 48 bits of milliseconds, then 80 random bits. Safe for concurrent use.</summary>
/// <param name="time">The clock ids are ordered by.</param>
public sealed class ObjectIdSource(TimeProvider time)
{
    private const int Random = 10;
    private readonly Lock _gate = new();
    // Asked of the system for some ids at once; what was given out is erased.
    private readonly byte[] _random = new byte[32 * Random];
    private int _left;

    /// <summary>A new account id.</summary>
    public AccountId NewAccountId() => new(Next());

    /// <summary>A new mailbox id.</summary>
    public MailboxId NewMailboxId() => new(Next());

    /// <summary>A new message id.</summary>
    public EmailId NewEmailId() => new(Next());

    /// <summary>A new thread id.</summary>
    public ThreadId NewThreadId() => new(Next());

    private Bits128 Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        TakeRandom(bytes[6..]);
        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        Span<byte> clock = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(clock, milliseconds);
        clock[2..].CopyTo(bytes);
        return Bits128.ReadBigEndian(bytes);
    }

    private void TakeRandom(Span<byte> bytes)
    {
        lock (_gate)
        {
            if (_left == 0)
            {
                RandomNumberGenerator.Fill(_random);
                _left = _random.Length;
            }

            _left -= Random;
            var taken = _random.AsSpan(_left, Random);
            taken.CopyTo(bytes);
            taken.Clear();
        }
    }
}
