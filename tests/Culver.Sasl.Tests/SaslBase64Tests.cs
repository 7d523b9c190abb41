using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Culver.Sasl.Tests;

public sealed class SaslBase64Tests
{
    [Theory]
    [InlineData("YQ")]
    [InlineData("YQ=")]
    [InlineData("Y Q=")]
    [InlineData("YW Jj")]
    [InlineData("YWJj\r\n")]
    [InlineData("====")]
    [InlineData("YQ==YQ==")]
    [InlineData("YW-_")]
    [InlineData("*")]
    [InlineData("=")]
    public void What_is_not_base64_is_refused(string text) =>
        Assert.False(SaslBase64.TryDecode(Encoding.UTF8.GetBytes(text), out _));

    // RFC 4954 §4, RFC 4959 §3
    [Fact]
    public void A_lone_equals_sign_is_an_empty_initial_response_and_nothing_is_none()
    {
        Assert.True(SaslBase64.TryDecodeInitialResponse("="u8, out var octets));
        Assert.Empty(octets);
        Assert.False(SaslBase64.TryDecodeInitialResponse(""u8, out _));
        Assert.True(SaslBase64.TryDecodeInitialResponse("YQ=="u8, out octets));
        Assert.Equal("a"u8.ToArray(), octets);
    }

    [Fact]
    public void Octets_come_back_as_they_went() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets =>
            SaslBase64.TryDecode(SaslBase64.Encode(octets), out var decoded) && decoded.AsSpan().SequenceEqual(octets))
            .QuickCheckThrowOnFailure();
}
