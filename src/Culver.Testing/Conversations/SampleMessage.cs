using System.Globalization;
using System.Text;

namespace Culver.Testing.Conversations;

/// <summary>The messages of a "mailbox with N messages": small, and different in what commands look at.</summary>
internal static class SampleMessage
{
    /// <summary>The bytes of message <paramref name="number"/>, from 1.</summary>
    public static byte[] Make(int number) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        Date: {Arrived(number):ddd, d MMM yyyy HH:mm:ss} +0000
        From: Sender {number} <sender{number}@example.org>
        To: user@example.org
        Subject: Message {number}
        Message-ID: <{number}@example.org>

        This is message {number}.

        """).ReplaceLineEndings("\r\n"));

    /// <summary>When message <paramref name="number"/> arrived: day by day from 1 January 2026, noon UTC.</summary>
    public static DateTimeOffset Arrived(int number) => new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(number - 1);
}
