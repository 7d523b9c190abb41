using System.Globalization;

namespace Culver.Hosting.Rehearsals;

/// <summary>What ordinary clients say first, protocol by protocol.</summary>
internal static class RehearsalScripts
{
    private const string Message =
        "From: A Sender <sender@example.org>\r\nTo: somebody@rehearsal.invalid\r\nSubject: =?utf-8?q?Rehearsal?= of two words\r\nDate: Sat, 1 Nov 2025 12:00:00 +0000\r\n"
        + "Message-ID: <1@example.org>\r\nReferences: <0@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n"
        + "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nSome text, na=C3=AFve.\r\n"
        + "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+U29tZSB0ZXh0LjwvcD4=\r\n--b--\r\n";

    /// <summary>The session of a mail client: each line is a command, answered before the next.</summary>
    private static readonly string[] Reading =
    [
        "CAPABILITY",
        "NOOP",
        "LIST \"\" \"*\" RETURN (SPECIAL-USE SUBSCRIBED STATUS (MESSAGES UNSEEN UIDNEXT))",
        "LIST \"\" *",
        "STATUS INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)",
        "SELECT INBOX",
        "NOOP",
        "FETCH 1:* (UID FLAGS)",
        "FETCH 1:* FAST",
        "UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT DATE MESSAGE-ID REFERENCES)])",
        "UID FETCH 1 (BODY[])",
        "UID FETCH 1 (BODY.PEEK[1] BODY.PEEK[2]<0.64>)",
        "UID STORE 1 +FLAGS (\\Seen \\Flagged)",
        "SEARCH UNSEEN",
        "UID SEARCH RETURN (COUNT ALL) SINCE 1-Jan-2025 SUBJECT words",
        "UID SEARCH TEXT text",
        "UID COPY 1 INBOX",
        "UID STORE 2 +FLAGS.SILENT (\\Deleted)",
        "EXPUNGE",
        "CLOSE",
        "ENABLE QRESYNC",
        "SELECT INBOX",
    ];

    /// <summary>LMTP: one delivery.</summary>
    public static async ValueTask DeliverAsync(RehearsalClient client, string address, CancellationToken cancellationToken)
    {
        await client.SayAsync("", "220", cancellationToken);
        await client.SayAsync("LHLO client.invalid\r\n", "250 ", cancellationToken);
        await client.SayAsync("MAIL FROM:<sender@example.org>\r\n", "250", cancellationToken);
        await client.SayAsync($"RCPT TO:<{address}>\r\n", "250", cancellationToken);
        await client.SayAsync("DATA\r\n", "354", cancellationToken);
        await client.SayAsync(Message + ".\r\n", "250", cancellationToken);
        await client.SayAsync("QUIT\r\n", "221", cancellationToken);
        await client.CloseAsync();
    }

    /// <summary>IMAP: a session that lists, reads, searches, changes, and idles.</summary>
    public static async ValueTask ReadAsync(RehearsalClient client, string address, string password, CancellationToken cancellationToken)
    {
        await client.SayAsync("", "* OK", cancellationToken);
        await client.SayAsync($"l LOGIN {address} {password}\r\n", "l OK", cancellationToken);
        await client.SayAsync(string.Create(CultureInfo.InvariantCulture, $"a APPEND INBOX (\\Seen) {{{Message.Length}+}}\r\n{Message}\r\n"), "a OK", cancellationToken);
        foreach (var command in Reading)
            await client.SayAsync($"c {command}\r\n", "c OK", cancellationToken);
        await client.SayAsync("i IDLE\r\n", "+", cancellationToken);
        await client.SayAsync("DONE\r\n", "i OK", cancellationToken);
        await client.SayAsync("o LOGOUT\r\n", "o OK", cancellationToken);
        await client.CloseAsync();
    }

    /// <summary>POP3: a client that collects.</summary>
    public static async ValueTask CollectAsync(RehearsalClient client, string address, string password, CancellationToken cancellationToken)
    {
        await client.SayAsync("", "+OK", cancellationToken);
        await client.SayAsync("CAPA\r\n", ".", cancellationToken);
        await client.SayAsync($"USER {address}\r\n", "+OK", cancellationToken);
        await client.SayAsync($"PASS {password}\r\n", "+OK", cancellationToken);
        await client.SayAsync("STAT\r\n", "+OK", cancellationToken);
        await client.SayAsync("LIST\r\n", ".", cancellationToken);
        await client.SayAsync("UIDL\r\n", ".", cancellationToken);
        await client.SayAsync("RETR 1\r\n", ".", cancellationToken);
        await client.SayAsync("QUIT\r\n", "+OK", cancellationToken);
        await client.CloseAsync();
    }
}
