using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Culver.Smtp;

/// <summary>Names one mail transaction: in the Received field, the logs, the reply, and as the identity of its delivery. 48 bits of milliseconds, then 80 random bits.</summary>
/// <param name="High">The upper half. In halves, because what has a field of the type UInt128 cannot be compiled ahead of time.</param>
/// <param name="Low">The lower half.</param>
public readonly record struct TransactionId(ulong High, ulong Low)
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new id.</summary>
    /// <param name="time">The clock ids are ordered by.</param>
    public static TransactionId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[6..]);
        Span<byte> clock = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(clock, time.GetUtcNow().ToUnixTimeMilliseconds());
        clock[2..].CopyTo(bytes);
        return new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    /// <summary>26 characters of base 32, an atom of RFC 5321.</summary>
    public override string ToString() => string.Create(26, this, static (text, id) =>
    {
        var (high, low) = id;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = Digits[(int)(low & 31)];
            (high, low) = (high >> 5, (low >> 5) | (high << 59));
        }
    });
}
