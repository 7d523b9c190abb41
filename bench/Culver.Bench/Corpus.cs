using System.Globalization;
using System.Text;

namespace Culver.Bench;

/// <summary>Small mail of the usual shapes, the same in every run: 1 to 8 KB, some with HTML or an attachment.</summary>
internal static class Corpus
{
    private static readonly string[] People = ["Ada Byron <ada@example.org>", "\"Grace, H.\" <grace@example.net>", "=?utf-8?q?J=C3=BCrgen?= <juergen@example.com>", "list@lists.example.org"];

    private static readonly string[] Words = ["meeting", "invoice", "re", "minutes", "tomorrow", "draft", "release", "question", "ship", "tea", "review", "plan"];

    /// <summary>The message with a number.</summary>
    public static string Message(int number)
    {
        var random = new Random(number);
        var text = new StringBuilder(4096);
        var date = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(number * 7L);
        text.Append(CultureInfo.InvariantCulture, $"Date: {date:ddd, dd MMM yyyy HH:mm:ss} +0000\r\nFrom: {Pick(random, People)}\r\nTo: {Pick(random, People)}, {Pick(random, People)}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Subject: {Sentence(random, 5)}\r\nMessage-ID: <{number}.{random.Next()}@bench.example>\r\nIn-Reply-To: <{number / 3}@bench.example>\r\n");
        text.Append("Received: from a.example by b.example with ESMTP id 1; Wed, 01 Jan 2020 00:00:00 +0000\r\nMIME-Version: 1.0\r\n");
        if (number % 4 != 0)
        {
            text.Append("Content-Type: text/plain; charset=utf-8\r\n\r\n");
            Body(text, random, random.Next(8, 60));
            return text.ToString();
        }

        text.Append("Content-Type: multipart/alternative; boundary=b1\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\n");
        Body(text, random, random.Next(5, 30));
        text.Append("--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>");
        Body(text, random, random.Next(10, 60));
        return text.Append("</p></body></html>\r\n--b1--\r\n").ToString();
    }

    private static void Body(StringBuilder text, Random random, int lines)
    {
        for (var i = 0; i < lines; i++)
            text.Append(Sentence(random, 11)).Append("\r\n");
    }

    private static string Sentence(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Pick(random, Words)));

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
