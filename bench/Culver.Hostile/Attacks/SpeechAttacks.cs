using System.Text;

namespace Culver.Hostile.Attacks;

/// <summary>What is said that no client would say.</summary>
internal static class SpeechAttacks
{
    private static readonly byte[] Endless = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
    private static readonly byte[] Parentheses = Encoding.ASCII.GetBytes(new string('(', 64 * 1024));

    public static IEnumerable<Attack> All =>
    [
        new("endless-lines", "lines without end, before login", "Imap:MaxCommandBeforeLogin, MaxDiscardBeforeLogin", "culver.imap.limits limit=discard", static (target, over) =>
            Many.DoAsync(8, over, async _ =>
            {
                await using var peer = await Peer.ConnectAsync(target.Imap);
                await peer.LineAsync();
                for (var i = 0; i < 1000; i++)
                    await peer.SayAsync(Endless);
            })),
        new("endless-lines-user", "the same by who is logged in", "Imap:MaxLine, MaxDiscard", "culver.imap.limits limit=line", static (target, over) =>
            Many.DoAsync(2, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker + client);
                for (var i = 0; i < 2000; i++)
                    await peer.SayAsync(Endless);
            })),
        new("parentheses", "ten million parentheses in a command", "Imap:MaxLine", "culver.imap.limits limit=line", static (target, over) =>
            Many.DoAsync(2, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker + client, "INBOX");
                await peer.SayAsync("p SEARCH ");
                for (var i = 0; i < 10_000_000; i += Parentheses.Length)
                    await peer.SayAsync(Parentheses);
                await peer.AskAsync("\r\nq NOOP".TrimStart());
            })),
        new("parentheses-in-mail", "a million parentheses in each header field of a message", "the digest's format", "culver.imap.command.duration command=APPEND", static (target, over) => MailAsync(target, over, static () =>
            "From: " + new string('(', 1_000_000) + "\r\nTo: " + new string('(', 1_000_000) + "\r\nDate: " + new string('(', 1_000_000) + "\r\nContent-Type: text/plain" + new string('(', 1_000_000) + "\r\n\r\nx\r\n")),
        new("nested-parts", "a message of 10,000 multiparts within each other", "the digest's format", "culver.imap.command.duration command=APPEND", static (target, over) => MailAsync(target, over, static () =>
        {
            var text = new StringBuilder("From: a@example.org\r\n");
            for (var i = 0; i < 10_000; i++)
                text.Append($"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n");
            return text.Append("\r\nx\r\n").ToString();
        })),
        new("many-parts", "a message of 200,000 parts", "the digest's format", "culver.imap.command.duration command=APPEND", static (target, over) => MailAsync(target, over, static () =>
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\nx\r\n", 200_000)) + "--b--\r\n")),
        new("many-addresses", "a message to 100,000 recipients, in encoded words", "the digest's format", "culver.imap.command.duration command=APPEND", static (target, over) => MailAsync(target, over, static () =>
            "To: " + string.Join(",\r\n ", Enumerable.Range(0, 100_000).Select(static i => $"=?utf-8?Q?N=C3=A4me_{i}?= <a{i}@example.org>")) + "\r\n\r\nx\r\n")),
        new("keywords", "10,000 keywords, by and by", "128 to a mailbox", "culver.imap.limits limit=answered", static (target, over) =>
            Many.DoAsync(2, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker + 2 + client, "INBOX");
                await peer.AskAsync("a APPEND INBOX {6+}\r\na: b\r\n");
                for (var i = 0; i < 10_000; i += 100)
                    await peer.AskAsync($"b STORE 1 +FLAGS ({string.Join(' ', Enumerable.Range(i, 100).Select(static n => $"k{n}"))})");
            })),
        new("nested-search", "search programs nested 10,000 deep", "Imap:MaxSearchDepth, MaxLine", "culver.imap.limits limit=search-depth", static (target, over) =>
            Many.DoAsync(2, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker + client, "INBOX");
                var search = "n SEARCH " + string.Concat(Enumerable.Repeat("NOT ", 10_000)) + "ALL";
                for (var i = 0; i < 90; i++)
                    await peer.AskAsync(search);
            })),
        new("ranges", "sequence sets as long as a line, and of a million ranges", "Imap:MaxLine, MaxSetRanges", "culver.imap.limits limit=line", static (target, over) =>
            Many.DoAsync(2, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker, "INBOX");
                var whole = "n UID FETCH " + string.Join(',', Enumerable.Range(1, 10_000).Select(static n => 3 * n)) + " FLAGS";
                for (var i = 0; i < 50; i++)
                    await peer.AskAsync(whole);
                await peer.AskAsync("n UID FETCH " + string.Join(',', Enumerable.Range(1, 1_000_000).Select(static n => 3 * n)) + " FLAGS");
            })),
        new("deflate", "COMPRESS asked for, then a bomb", "not offered", "culver.imap.limits limit=bad-commands", static (target, over) =>
            Many.DoAsync(2, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker + client);
                await peer.AskAsync("c COMPRESS DEFLATE");
                for (var i = 0; i < 200; i++)
                    await peer.SayAsync(Endless);
            })),
    ];

    private static Task MailAsync(Target target, CancellationToken over, Func<string> write)
    {
        var message = Encoding.ASCII.GetBytes(write());
        return Many.DoAsync(1, over, async client =>
        {
            await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker + 4, "INBOX");
            for (var i = 0; i < 5; i++)
            {
                await peer.SayAsync($"a APPEND INBOX {{{message.Length}+}}\r\n");
                await peer.SayAsync(message);
                await peer.SayAsync("\r\n");
                await peer.TaggedAsync("a");
                await peer.AskAsync("f FETCH * (ENVELOPE BODYSTRUCTURE BODY[HEADER.FIELDS (FROM)])");
                await peer.AskAsync("g SEARCH FROM x TEXT y");
            }

            await peer.AskAsync("h STORE 1:* +FLAGS.SILENT (\\Deleted)");
            await peer.AskAsync("i CLOSE");
        });
    }
}
