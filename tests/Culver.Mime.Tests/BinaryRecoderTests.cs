using Culver.Mime.Transfer;

namespace Culver.Mime.Tests;

public sealed class BinaryRecoderTests
{
    private static async Task<string> Recode(string message)
    {
        var octets = System.Text.Encoding.Latin1.GetBytes(message.Replace("\n", "\r\n"));
        var digest = Corpus.Scan(octets);
        using var output = new MemoryStream();
        await BinaryRecoder.RecodeAsync(new MemoryStream(octets), digest, output, TestContext.Current.CancellationToken);
        var recoded = output.ToArray();
        Assert.DoesNotContain((byte)0, recoded);
        DigestChecks.Check(Corpus.Scan(recoded), recoded);
        return System.Text.Encoding.Latin1.GetString(recoded).Replace("\r\n", "\n");
    }

    [Fact]
    public async Task Only_the_parts_with_NUL_become_base64_and_the_multipart_is_relabelled() =>
        Assert.Equal(
            "Subject: x\nContent-Transfer-Encoding: 7bit\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nplain\n" +
            "--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\nX: y\n\nYQBiDQoA\n--b--\n",
            await Recode("Subject: x\nContent-Transfer-Encoding: binary\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nplain\n" +
                "--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding:\n binary\nX: y\n\na\0b\n\0\n--b--\n"));

    [Fact]
    public async Task A_part_without_an_encoding_field_is_given_one() =>
        Assert.Equal("Subject: x\nContent-Transfer-Encoding: base64\n\nAA==\n", await Recode("Subject: x\n\n\0"));

    [Fact]
    public async Task A_part_with_an_empty_header_is_given_one() =>
        Assert.Equal(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\nYQA=\n--b--\n",
            await Recode("Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\0\n--b--\n"));

    [Fact]
    public async Task NULs_that_stand_for_nothing_are_dropped() =>
        Assert.Equal(
            "Subject: xy\nContent-Type: multipart/mixed; boundary=b\n\npreamble\n--b\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n--b--\nepilogue",
            await Recode("Subject: x\0y\nContent-Type: multipart/mixed; boundary=b\n\npre\0amble\n--b\nContent-Transfer-Encoding: base64\n\nSGVs\0bG8=\n--b--\nepi\0logue"));

    [Fact]
    public async Task A_quoted_printable_part_keeps_its_content() =>
        Assert.Equal("Content-Transfer-Encoding: base64\n\nYT0AYg==\n", await Recode("Content-Transfer-Encoding: quoted-printable\n\na=3D\0b"));

    [Fact]
    public async Task Parts_of_embedded_messages_are_recoded_too() =>
        Assert.Equal(
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: 7bit\n\nSubject: in\nContent-Transfer-Encoding: base64\n\nAA0K\n",
            await Recode("Content-Type: message/rfc822\nContent-Transfer-Encoding: binary\n\nSubject: in\nContent-Transfer-Encoding: BINARY\n\n\0\n"));

    [Fact]
    public async Task A_large_binary_part_is_recoded_octet_for_octet()
    {
        var content = new byte[300_000];
        new Random(3).NextBytes(content);
        byte[] message = [.. "Subject: x\r\nContent-Type: multipart/mixed; boundary=frontier\r\n\r\n--frontier\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. content, .. "\r\n--frontier--\r\n"u8];
        using var output = new MemoryStream();
        await BinaryRecoder.RecodeAsync(new MemoryStream(message), Corpus.Scan(message), output, TestContext.Current.CancellationToken);
        var digest = Corpus.Scan(output.ToArray());
        Assert.True(digest.TryFindPart([1], out var part));
        Assert.Equal(TransferEncoding.Base64, part.Encoding);
        var text = System.Text.Encoding.ASCII.GetString(output.ToArray().AsSpan((int)part.BodyOffset, (int)part.BodyLength));
        Assert.Equal(content, Convert.FromBase64String(text));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task Only_parts_with_lines_too_long_for_SMTP_are_recoded_for_their_length(int pieces)
    {
        var fits = new string('x', 998);
        var message = $"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{fits}\n--b\nContent-Type: text/html\n\n{fits}é\n{fits}\n--b\n\né\n--b--\n";
        var encoded = Convert.ToBase64String(System.Text.Encoding.Latin1.GetBytes($"{fits}é\r\n{fits}"), Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", "\n");
        Assert.Equal(
            $"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{fits}\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n{encoded}\n--b\n\né\n--b--\n",
            await ForTransport(message, toSevenBit: false, pieces));
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("quoted-printable")]
    public async Task An_encoded_part_in_one_long_line_is_encoded_anew(string encoding)
    {
        var line = string.Concat(Enumerable.Repeat("QUJD", 500));
        var content = encoding == "base64" ? string.Concat(Enumerable.Repeat("ABC", 500)) : line;
        var recoded = await ForTransport($"MIME-Version: 1.0\nContent-Transfer-Encoding: {encoding}\n\n{line}", toSevenBit: false);
        var (head, body) = (recoded[..recoded.IndexOf("\n\n", StringComparison.Ordinal)], recoded[(recoded.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        Assert.Equal("MIME-Version: 1.0\nContent-Transfer-Encoding: base64", head);
        Assert.All(body.Split('\n'), static one => Assert.True(one.Length <= 76));
        Assert.Equal(content, System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(body)));
    }

    [Fact]
    public async Task What_is_recoded_says_that_it_is_MIME()
    {
        Assert.Equal("Subject: x\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n6Q==\n", await ForTransport("Subject: x\n\né", toSevenBit: true));
        Assert.Equal("mime-version: 1.0\nContent-Transfer-Encoding: base64\n\n6Q==\n", await ForTransport("mime-version: 1.0\n\né", toSevenBit: true));
        // What stands in the body is no field.
        Assert.StartsWith("Subject: x\nMIME-Version: 1.0\n", await ForTransport("Subject: x\n\nMIME-Version: 1.0\né", toSevenBit: true), StringComparison.Ordinal);
    }

    private static async Task<string> ForTransport(string message, bool toSevenBit, int pieces = 7)
    {
        var octets = System.Text.Encoding.Latin1.GetBytes(message.Replace("\n", "\r\n"));
        // However it is cut.
        var survey = new TransportSurvey();
        foreach (var piece in octets.Chunk(pieces))
            survey.Observe(piece);
        using var output = new MemoryStream();
        await (toSevenBit
            ? BinaryRecoder.RecodeToSevenBitAsync(new MemoryStream(octets), Corpus.Scan(octets), survey, output, TestContext.Current.CancellationToken)
            : BinaryRecoder.RecodeLongLinesAsync(new MemoryStream(octets), Corpus.Scan(octets), survey, output, TestContext.Current.CancellationToken));
        DigestChecks.Check(Corpus.Scan(output.ToArray()), output.ToArray());
        return System.Text.Encoding.Latin1.GetString(output.ToArray()).Replace("\r\n", "\n");
    }
}
