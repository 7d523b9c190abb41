using System.Text;
using Culver.Storage.Sqlite.Content;
using Xunit;

namespace Culver.Storage.Tests.Sqlite;

public sealed class ContentChecksumTests
{
    [Theory]
    // The examples of iSCSI, and the check value of the catalogues.
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AAu)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x62A8AB43u)]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794Eu)]
    [InlineData("313233343536373839", 0xE3069283u)]
    public void It_is_the_one_that_others_compute(string octets, uint expected) => Assert.Equal(expected, ContentChecksum.Of(Convert.FromHexString(octets)));

    [Fact]
    public void How_octets_are_cut_makes_no_difference()
    {
        var octets = new byte[1000];
        new Random(7).NextBytes(octets);
        for (var step = 1; step < 40; step++)
        {
            var pieces = default(ContentChecksum);
            foreach (var piece in octets.Chunk(step))
                pieces.Add(piece);
            Assert.Equal(ContentChecksum.Of(octets), pieces.Value);
        }
    }

    [Fact]
    public void Nothing_has_a_checksum_too() => Assert.NotNull(BlobEnvelope.Checksum(BlobEnvelope.Around([])));

    [Fact]
    public void A_changed_octet_is_noticed_and_a_blob_without_a_checksum_is_taken_as_it_is()
    {
        var blob = BlobEnvelope.Around("of doves"u8);
        Assert.Equal("of doves", Encoding.ASCII.GetString(BlobEnvelope.OpenCompared(blob)));
        blob[^1] ^= 1;
        Assert.Throws<StorageUnavailableException>(() => BlobEnvelope.OpenCompared(blob).Length);
        BlobEnvelope.Write(blob, blob.Length - BlobEnvelope.Length, checksum: 0);
        Assert.Equal("of dover", Encoding.ASCII.GetString(BlobEnvelope.OpenCompared(blob)));
    }
}
