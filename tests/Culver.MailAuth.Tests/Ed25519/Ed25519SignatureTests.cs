using System.Buffers.Binary;
using Culver.MailAuth.Ed25519;
using FsCheck;
using FsCheck.Fluent;

namespace Culver.MailAuth.Tests.Ed25519;

public sealed class Ed25519SignatureTests
{
    // The points whose order divides eight, and the two encodings of them that are not least: none is a key.
    private static readonly string[] SmallOrder =
    [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];

    public static TheoryData<string> SmallOrderKeys => [.. SmallOrder];

    public static TheoryData<string, string, string, string> Vectors => Rfc8032Vectors.All;

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_vectors_of_RFC_8032_section_7_1_hold(string seed, string publicKey, string message, string signature)
    {
        var derived = new byte[Ed25519Signature.PublicKeySize];
        Ed25519Signature.DerivePublicKey(Convert.FromHexString(seed), derived);
        Assert.Equal(publicKey, Convert.ToHexStringLower(derived));
        var made = new byte[Ed25519Signature.Size];
        Ed25519Signature.Sign(Convert.FromHexString(seed), Convert.FromHexString(message), made);
        Assert.Equal(signature, Convert.ToHexStringLower(made));
        Assert.True(Ed25519Signature.Verify(derived, Convert.FromHexString(message), made));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Every_changed_bit_of_the_signature_is_noticed(string seed, string publicKey, string message, string signature)
    {
        Assert.NotEmpty(seed);
        var changed = Convert.FromHexString(signature);
        for (var bit = 0; bit < 512; bit += 7)
        {
            changed[bit >> 3] ^= (byte)(1 << (bit & 7));
            Assert.False(Ed25519Signature.Verify(Convert.FromHexString(publicKey), Convert.FromHexString(message), changed));
            changed[bit >> 3] ^= (byte)(1 << (bit & 7));
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void S_plus_L_is_another_form_of_the_signature_and_refused(string seed, string publicKey, string message, string signature)
    {
        Assert.NotEmpty(seed);
        ReadOnlySpan<ulong> order = [0x5812631A5CF5D3ED, 0x14DEF9DEA2F79CD6, 0, 0x1000000000000000];
        var other = Convert.FromHexString(signature);
        UInt128 carry = 0;
        for (var i = 0; i < 4; i++)
        {
            var limb = other.AsSpan(32 + (8 * i));
            carry += (UInt128)BinaryPrimitives.ReadUInt64LittleEndian(limb) + order[i];
            BinaryPrimitives.WriteUInt64LittleEndian(limb, (ulong)carry);
            carry >>= 64;
        }

        Assert.False(Ed25519Signature.Verify(Convert.FromHexString(publicKey), Convert.FromHexString(message), other));
    }

    [Theory]
    [MemberData(nameof(SmallOrderKeys))]
    public void A_key_of_small_order_is_refused(string key)
    {
        var bytes = Convert.FromHexString(key);
        Assert.False(Ed25519Signature.IsUsableKey(bytes));
        // R the identity and S zero fit every message for the identity as the key.
        var forged = new byte[64];
        forged[0] = 1;
        Assert.False(Ed25519Signature.Verify(bytes, "any"u8, forged));
    }

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_no_key()
    {
        var refused = 0;
        for (byte y = 2; y < 40; y++)
        {
            var key = new byte[32];
            key[0] = y;
            refused += Ed25519Signature.IsUsableKey(key) ? 0 : 1;
        }

        // About half of all numbers are the y of no point.
        Assert.InRange(refused, 8, 32);
    }

    [Fact]
    public void What_is_signed_verifies_and_only_that()
    {
        Prop.ForAll<byte[], byte[]>((key, message) =>
        {
            var seed = System.Security.Cryptography.SHA256.HashData(key);
            var publicKey = new byte[32];
            var signature = new byte[64];
            Ed25519Signature.DerivePublicKey(seed, publicKey);
            Ed25519Signature.Sign(seed, message, signature);
            byte[] longer = [.. message, 0];
            return Ed25519Signature.Verify(publicKey, message, signature) && !Ed25519Signature.Verify(publicKey, longer, signature);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void A_signature_of_another_length_is_refused(int length)
    {
        var publicKey = new byte[32];
        Ed25519Signature.DerivePublicKey(new byte[32], publicKey);
        Assert.False(Ed25519Signature.Verify(publicKey, [], new byte[length]));
    }
}
