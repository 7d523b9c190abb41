using System.Buffers;

namespace Culver.Mime.Tests;

/// <summary>What must hold for the digest of any octets whatever.</summary>
internal static class DigestChecks
{
    public static void Check(MessageDigest digest, ReadOnlySpan<byte> message)
    {
        Assert.Equal(message.Length, digest.Size);
        Assert.Equal(message.Count((byte)'\n'), digest.Lines);
        Assert.Equal(message.Contains((byte)0), digest.ContainsNul);
        ImapValue.CheckEnvelope(ImapValue.Parse(digest.Envelope.Span, utf8: false));
        ImapValue.CheckEnvelope(ImapValue.Parse(digest.EnvelopeUtf8.Span, utf8: true));
        Structure(digest, digest.BodyStructure.Span, utf8: false);
        Structure(digest, digest.BodyStructureUtf8.Span, utf8: true);
        Assert.True(digest.Preview.EnumerateRunes().Count() <= 200);
        Parts(digest, message);
        Assert.Equal(digest.Bytes.ToArray(), MessageDigest.Read(digest.Bytes).Bytes.ToArray());
    }

    private static void Structure(MessageDigest digest, ReadOnlySpan<byte> structure, bool utf8)
    {
        var value = ImapValue.Parse(structure, utf8);
        ImapValue.CheckBody(value, extended: true);
        var body = new ArrayBufferWriter<byte>();
        digest.WriteBody(body, utf8);
        var plain = ImapValue.Parse(body.WrittenSpan, utf8);
        ImapValue.CheckBody(plain, extended: false);
        Assert.Equal(ImapValue.Show(ImapValue.WithoutExtension(value)), ImapValue.Show(plain));
    }

    private static void Parts(MessageDigest digest, ReadOnlySpan<byte> message)
    {
        var previousEnd = 0L;
        foreach (var part in digest.Parts)
        {
            Assert.InRange(part.HeaderOffset, 0, message.Length);
            Assert.Equal(part.HeaderOffset + part.HeaderLength, part.BodyOffset);
            Assert.InRange(part.BodyOffset + part.BodyLength, part.BodyOffset, message.Length);
            Assert.Equal(message.Slice((int)part.BodyOffset, (int)part.BodyLength).Count((byte)'\n'), part.Lines);
            Assert.True(part.EndIndex > part.Index);
            if (part.ParentIndex >= 0)
            {
                var parent = digest.Parts[part.ParentIndex];
                Assert.True(part.HeaderOffset >= parent.BodyOffset);
                Assert.True(part.BodyOffset + part.BodyLength <= parent.BodyOffset + parent.BodyLength);
                Assert.True(part.EndIndex <= parent.EndIndex);
            }

            Assert.True(part.HeaderOffset >= previousEnd || part.ParentIndex >= 0);
            previousEnd = part.HeaderOffset;
            if (part.Kind == PartKind.Leaf) Assert.Equal(part.Index + 1, part.EndIndex);
        }

        Assert.Equal(digest.HeaderLength, digest.Root.HeaderLength);
        Assert.Equal(message.Length, digest.Root.BodyOffset + digest.Root.BodyLength);
        if (digest.Header is { } header) Assert.True(header.Span.SequenceEqual(message[..(int)digest.HeaderLength]));
    }
}
