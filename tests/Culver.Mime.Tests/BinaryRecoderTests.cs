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
}
