using System.Buffers;
using Culver.Mime.Text;

namespace Culver.Mime.Tests;

public sealed class CharsetTests
{
    // The octets were made by glibc's iconv and by Python, not by us.
    [Theory]
    [InlineData("utf-8", "4772c3bcc39f6520e298ba", "Grüße ☺")]
    [InlineData("iso-8859-1", "4772fcdf65", "Grüße")]
    [InlineData("latin1", "636166e9", "café")]
    [InlineData("iso-8859-2", "a3f364bc", "Łódź")]
    [InlineData("iso-8859-5", "bfe0d8d2d5e2", "Привет")]
    [InlineData("iso-8859-7", "cae1ebe7ecddf1e1", "Καλημέρα")]
    [InlineData("iso-8859-9", "dd7374616e62756c", "İstanbul")]
    [InlineData("ISO-8859-10", "def372f0757220ff", "Þórður ĸ")]
    [InlineData("ISO-8859-13", "dee0736973", "Žąsis")]
    [InlineData("ISO-8859-14", "d079746820a2", "Ŵyth ḃ")]
    [InlineData("ISO-8859-15", "313020a420bd", "10 € œ")]
    [InlineData("ISO-8859-16", "aa746566616e20a4", "Ștefan €")]
    [InlineData("windows-1250", "50f8ed6c699a", "Příliš")]
    [InlineData("windows-1251", "cff0e8e2e5f2", "Привет")]
    [InlineData("windows-1252", "938094", "“€”")]
    [InlineData("windows-1253", "cae1ebe7ecddf1e1", "Καλημέρα")]
    [InlineData("windows-1255", "f9ece5ed", "שלום")]
    [InlineData("windows-1256", "d3e1c7e3", "سلام")]
    [InlineData("windows-1257", "dee0736973", "Žąsis")]
    [InlineData("koi8-r", "f0d2c9d7c5d4", "Привет")]
    [InlineData("koi8-u", "f0d2c9d7a6d4", "Привіт")]
    [InlineData("VISCII", "5669ae74204e616d2005", "Việt Nam Ẵ")]
    [InlineData("macintosh", "4361668e20c4", "Café ƒ")]
    [InlineData("shift_jis", "93fa967b8cea836583588367", "日本語テスト")]
    [InlineData("EUC-JP", "c6fccbdcb8eca5c6a5b9a5c8", "日本語テスト")]
    [InlineData("ISO-2022-JP", "1b2442467c4b5c386c2546253925481b2842", "日本語テスト")]
    [InlineData("ISO-2022-JP-2", "1b2442467c4b5c386c1b2842201b2442436639711b2842201b242843475131391b2842", "日本語 中国 한국")]
    [InlineData("ISO-2022-KR", "1b2429430e475131393e6e0f", "한국어")]
    [InlineData("EUC-KR", "c7d1b1b9beee", "한국어")]
    [InlineData("GB2312", "d6d0cec4", "中文")]
    [InlineData("GBK", "d6d0cec4e667", "中文鎔")]
    [InlineData("GB18030", "d6d0cec495328236", "中文𠀀")]
    [InlineData("BIG5", "a4a4a4e5", "中文")]
    [InlineData("HZ-GB-2312", "7e7b56504e447e7d", "中文")]
    [InlineData("ISO-2022-CN", "1b2429410e56504e440f201b2429470e6041665c0f", "中文 測試")]
    [InlineData("UTF-7", "47722b4150774133772d65202b4a6a6f202b2d", "Grüße ☺ +")]
    [InlineData("UTF-16BE", "0047007200fc00df0065", "Grüße")]
    [InlineData("UTF-16LE", "47007200fc00df006500", "Grüße")]
    [InlineData("IBM850", "477281e165", "Grüße")]
    [InlineData("CP866", "8fe0a8a2a5e2", "Привет")]
    [InlineData("TIS-620", "cac7d1cab4d5", "สวัสดี")]
    public void Charsets_are_decoded_whole_and_in_pieces(string name, string hex, string expected)
    {
        Assert.True(Charsets.TryGet(name, out var charset));
        var octets = Convert.FromHexString(hex);
        Assert.Equal(expected, charset.Decode(octets));
        var decoder = charset.CreateDecoder();
        var output = new ArrayBufferWriter<char>();
        foreach (var octet in octets) decoder.Decode([octet], flush: false, output);
        decoder.Decode([], flush: true, output);
        Assert.Equal(expected, new string(output.WrittenSpan));
    }

    [Theory]
    [InlineData("cp-850", "ibm850")]
    [InlineData("x-sjis", "shift_jis")]
    [InlineData("ks_c_5601-1987", "ks_c_5601-1987")]
    [InlineData("EUC-KR", "ks_c_5601-1987")]
    [InlineData("unicode-1-1-utf-7", "utf-7")]
    [InlineData("latin1", "iso-8859-1")]
    [InlineData("ansi_x3.110-1983", "iso-8859-1")]
    [InlineData("x-unknown", "us-ascii")]
    [InlineData(" \"UTF8\" ", "utf-8")]
    [InlineData("ANSI_X3.4-1968", "us-ascii")]
    public void Aliases_seen_in_mail_are_known(string alias, string name)
    {
        Assert.True(Charsets.TryGet(alias, out var charset));
        Assert.Equal(name, charset.Name);
    }

    [Theory]
    [InlineData("x-no-such-charset")]
    [InlineData("")]
    [InlineData("a-name-longer-than-any-charset-has-a-name-longer-than-any-charset-has")]
    public void Unknown_names_are_told(string name)
    {
        Assert.False(Charsets.TryGet(name, out var charset));
        Assert.Same(Charsets.Unlabelled, charset);
    }

    [Fact]
    public void Every_charset_opens_and_survives_every_octet()
    {
        Assert.Contains("utf-8", Charsets.Names);
        Assert.True(Charsets.Names.Count > 60);
        var octets = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var random = new Random(5);
        var noise = new byte[2000];
        foreach (var name in Charsets.Names)
        {
            Assert.True(Charsets.TryGet(name, out var charset), name);
            charset.Decode(octets);
            random.NextBytes(noise);
            charset.Decode(noise);
        }
    }

    [Fact]
    public void What_is_cut_anywhere_is_the_same_text_in_every_charset()
    {
        // Leads, second octets, escapes and what may not follow them, so that most sequences are begun and many are broken.
        ReadOnlySpan<byte> parts = [.. " 0129;@AGJN~${}()+-/\r\n\e\u000e\u000f"u8, 0x80, 0x81, 0x8E, 0x8F, 0x90, 0xA0, 0xA1, 0xB0, 0xD8, 0xDC, 0xE3, 0xF0, 0xF5, 0xFE, 0xFF];
        var random = new Random(11);
        var octets = new byte[12];
        foreach (var name in Charsets.Names)
        {
            Assert.True(Charsets.TryGet(name, out var charset), name);
            for (var round = 0; round < 300; round++)
            {
                random.GetItems(parts, octets);
                var whole = charset.Decode(octets);
                for (var cut = 1; cut < octets.Length; cut++)
                {
                    var decoder = charset.CreateDecoder();
                    var output = new ArrayBufferWriter<char>();
                    decoder.Decode(octets.AsSpan(0, cut), flush: false, output);
                    decoder.Decode(octets.AsSpan(cut), flush: true, output);
                    Assert.True(output.WrittenSpan.SequenceEqual(whole), $"{name} of {Convert.ToHexString(octets)}, cut at {cut}");
                }
            }
        }
    }

    [Theory]
    [InlineData("0d0a369030200d0a", "\r\n6\uFFFD0 \r\n")] // a four-octet sequence that ends after two
    [InlineData("81308130", "\u0080")] // the first and the last of four octets
    [InlineData("e3329a35", "\U0010FFFF")]
    [InlineData("8130", "\uFFFD0")]
    [InlineData("813081", "\uFFFD0\uFFFD")]
    [InlineData("81308141", "\uFFFD0\u4E04")]
    [InlineData("80ff41", "\uFFFD\uFFFDA")]
    public void Broken_sequences_of_GB18030_lose_their_first_octet_alone(string hex, string expected)
    {
        Assert.True(Charsets.TryGet("gb18030", out var charset));
        Assert.Equal(expected, charset.Decode(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Nothing_is_registered_for_the_whole_process() =>
        Assert.Throws<ArgumentException>(() => System.Text.Encoding.GetEncoding("windows-1251"));

    [Theory]
    [InlineData("Hi Mom -+Jjo--!", "Hi Mom -\u263A-!")] // RFC 2152, examples
    [InlineData("A+ImIDkQ.", "A\u2262\u0391.")]
    [InlineData("+ZeVnLIqe-", "\u65E5\u672C\u8A9E")]
    [InlineData("Item 3 is +AKM-1.", "Item 3 is \u00A31.")]
    [InlineData("1 +- 1 = 2", "1 + 1 = 2")]
    public void The_examples_of_RFC_2152_are_read(string encoded, string expected)
    {
        Charsets.TryGet("utf-7", out var charset);
        Assert.Equal(expected, charset.Decode(System.Text.Encoding.ASCII.GetBytes(encoded)));
    }
}
