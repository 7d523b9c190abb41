namespace Culver.Hostile.Attacks;

/// <summary>What makes the server work.</summary>
internal static class WorkAttacks
{
    public static IEnumerable<Attack> All =>
    [
        new("logins-pipelined", "10,000 LOGINs in one write", "Identity:Throttle:FailuresPerConnection", "culver.imap.limits limit=failed-logins", static (target, over) =>
            Many.DoAsync(4, over, async _ =>
            {
                await using var peer = await Peer.ConnectAsync(target.Imap);
                await peer.SayAsync(string.Concat(Enumerable.Range(0, 10_000).Select(static i => $"a{i} LOGIN nobody{i} wrong\r\n")));
                await peer.DrainAsync(over);
            })),
        new("wrong-passwords", "wrong passwords in bulk, over 64 connections at a time", "Identity:Credentials:ParallelVerifications", "culver.identity.verifications.waiting", static (target, over) =>
            Many.DoAsync(64, over, async client =>
            {
                await using var peer = await Peer.ConnectAsync(target.Imap);
                await peer.LineAsync();
                for (var i = 0; i < 9; i++)
                    await peer.AskAsync($"a LOGIN load{client % Target.Accounts}@localhost wrong{i}");
            })),
        new("dear-searches", "16 that search with 100 TEXT keys, each in an OR", "Imap:ParallelSearches, MaxTextKeys", "culver.imap.searches.waiting", static (target, over) =>
            Many.DoAsync(16, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker, "INBOX");
                var search = "n SEARCH " + string.Concat(Enumerable.Range(0, 99).Select(static i => $"OR TEXT zq{i} ")) + "TEXT zx";
                for (var i = 0; i < 10; i++)
                    await peer.AskAsync(search);
            })),
        new("dear-index-searches", "4,000 keys, pipelined", "Imap:MaxSearchKeys", "culver.imap.command.duration command=SEARCH", static (target, over) =>
            Many.DoAsync(4, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker, "INBOX");
                var search = "n SEARCH " + string.Join(' ', Enumerable.Repeat("UNSEEN", 4000)) + "\r\n";
                for (var i = 0; i < 20; i++)
                    await peer.SayAsync(search);
                await peer.AskAsync("z NOOP");
            })),
        new("fetch-pipelined", "thousands of FETCH 1:* in one write, read as fast as they come", "Connections:ReadBufferSize", "culver.imap.command.duration command=FETCH", static (target, over) =>
            Many.DoAsync(4, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker, "INBOX");
                await peer.SayAsync(string.Concat(Enumerable.Range(0, 2000).Select(static i => $"f{i} FETCH 1:* (UID FLAGS)\r\n")));
                await peer.DrainAsync(over);
            })),
        new("noop-pipelined", "NOOPs as fast as they go", "Connections:ReadBufferSize", "culver.imap.command.duration command=NOOP", static (target, over) =>
            Many.DoAsync(4, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker);
                var reading = peer.DrainAsync(over);
                var noops = string.Concat(Enumerable.Repeat("n NOOP\r\n", 5000));
                for (var i = 0; i < 1000 && !over.IsCancellationRequested; i++)
                    await peer.SayAsync(noops);
                await reading;
            })),
        new("stores", "every flag of 5,000 messages set and cleared without end, by 8", "Storage:SliceRows", "culver.storage.commit.duration", static (target, over) =>
            Many.DoAsync(8, over, async client =>
            {
                await using var peer = await Peer.LogInAsync(target, Target.FirstAttacker, "INBOX");
                for (var i = 0; i < 20; i++)
                    await peer.AskAsync($"s STORE 1:* {(i % 2 == 0 ? '+' : '-')}FLAGS (\\Answered)");
            })),
    ];
}
