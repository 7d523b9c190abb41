using System.Globalization;
using System.Text;

namespace Culver.Smtp.Tests.Support;

/// <summary>
/// Plays a conversation in the notation of the RFCs. <c>C: </c> is a line of the client, <c>R: </c> its bytes as they are, with \r \n \0 \xNN and
/// <c>\t</c>; <c>S: </c> is a line of the server, which <c>...</c> at the end leaves open; <c>S: closed</c> its end, <c>S: 250...</c> a whole reply of any number of lines. A line nobody expected fails.
/// Each script is played whole and cut at every byte.
/// </summary>
internal static class Script
{
    public static async Task PlayAsync(SmtpTestServer server, string script)
    {
        foreach (var cut in (bool[])[false, true])
            await PlayOnceAsync(server, script, cut);
    }

    public static async Task PlayOnceAsync(SmtpTestServer server, string script, bool cut = false)
    {
        await using var client = server.Connect();
        var transcript = new StringBuilder();
        var closed = false;
        foreach (var line in script.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var text = line.TrimEnd('\r');
            transcript.AppendLine(text);
            if (text.StartsWith("S: ", StringComparison.Ordinal))
            {
                var expected = text[3..];
                var actual = (expected == "250..." ? (await client.ReadReplyAsync())?.Split('\n')[^1] : await client.ReadLineAsync()) ?? "closed";
                closed = actual == "closed";
                var matches = expected.EndsWith("...", StringComparison.Ordinal)
                    ? actual.StartsWith(expected[..^3], StringComparison.Ordinal)
                    : actual == expected;
                Assert.True(matches, $"{transcript}>>> {actual}\n(cut: {cut})");
                continue;
            }

            Assert.True(text.StartsWith("C: ", StringComparison.Ordinal) || text.StartsWith("R: ", StringComparison.Ordinal) || text is "C:", $"Not a script line: {text}");
            var bytes = text.StartsWith("R: ", StringComparison.Ordinal) ? Unescape(text[3..]) : Encoding.UTF8.GetBytes((text.Length > 3 ? text[3..] : "") + "\r\n");
            if (!cut)
            {
                await client.SendAsync(bytes);
                continue;
            }

            for (var i = 0; i < bytes.Length; i++)
                await client.SendAsync(bytes.AsMemory(i, 1));
        }

        await client.EndSendingAsync();
        if (!closed)
        {
            var left = await client.ReadToEndAsync();
            Assert.True(left.Length == 0, $"{transcript}>>> left over: {left}");
        }

        await client.Served.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, server.Sink.Open);
    }

    public static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
                continue;
            }

            switch (text[++i])
            {
                case 'r':
                    bytes.Add((byte)'\r');
                    break;
                case 'n':
                    bytes.Add((byte)'\n');
                    break;
                case 't':
                    bytes.Add((byte)'\t');
                    break;
                case '0':
                    bytes.Add(0);
                    break;
                case 'x':
                    bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
                default:
                    bytes.Add((byte)text[i]);
                    break;
            }
        }

        return [.. bytes];
    }
}
