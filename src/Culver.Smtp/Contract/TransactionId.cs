using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Culver.Smtp;

/// <summary>Names one mail transaction: in the Received field, the logs, the reply, and as the identity of its delivery. 48 bits of milliseconds, then 80 random bits.</summary>
/// <param name="Value">The 128 bits.</param>
public readonly record struct TransactionId(UInt128 Value)
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
        return new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>26 characters of base 32, an atom of RFC 5321.</summary>
    public override string ToString() => string.Create(26, Value, static (text, value) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, value >>= 5)
            text[i] = Digits[(int)(value & 31)];
    });
}
