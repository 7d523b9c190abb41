using System.Diagnostics;
using System.Text;

namespace Culver.Hostile.Attacks;

/// <summary>What is done with connections, before and beside what is said on them.</summary>
internal static class ConnectionAttacks
{
    private const int Crowd = 10_000;

    private const string Flood = "From: a@example.org\r\n\r\n";

    public static IEnumerable<Attack> All =>
    [
        new("silent", "10,000 connections that say nothing", "Connections:MaxConnectionsBeforeLogin", "culver.connections.ended end=CrowdedOut", SilentAsync) { Holds = 1900 },
        new("silent-raised", "the same, with room for them", "Connections:MaxConnectionsBeforeLogin = 12000", "culver.connections.open", SilentAsync)
        {
            Settings = new Dictionary<string, string> { ["CULVER__Connections__MaxConnectionsBeforeLogin"] = "12000" }, Holds = Crowd,
        },
        new("churn", "connections opened and closed without end", "Connections:MaxNewConnectionsPerMinute (loopback is exempt here)", "culver.connections.accepted", static (target, over) =>
            Many.DoAsync(16, over, async _ =>
            {
                await using var peer = await Peer.ConnectAsync(target.Imap, bufferSize: 256);
                await peer.LineAsync();
            })),
        new("handshakes", "TLS handshakes in bulk", "Connections:MaxNewConnectionsPerMinute (loopback is exempt here)", "culver.connections.tls.handshakes", static (target, over) =>
            Many.DoAsync(8, over, async _ =>
            {
                await using var peer = await Peer.ConnectAsync(target.Imaps, tls: true, bufferSize: 256);
            })),
        new("half-handshakes", "2,000 TLS handshakes begun and not ended", "Connections:HandshakeTimeout", "culver.connections.tls.failures", static (target, over) =>
            Many.HoldAsync(2000, over, async _ =>
            {
                var peer = await Peer.ConnectAsync(target.Imaps, bufferSize: 16);
                await peer.SayAsync("\u0016\u0003\u0001\u0002\u0000"u8.ToArray());
                return peer;
            })),
        new("renegotiation", "TLS 1.2 renegotiation asked for", "never allowed", "culver.connections.ended end=ClientGone", static (target, over) => OpenSslAsync(target, "-tls1_2", 'R', 20, over)),
        new("key-updates", "TLS 1.3 key updates in bulk", "Connections:PreLoginTimeout", "culver.connections.ended end=TimedOut", static (target, over) => OpenSslAsync(target, "-tls1_3", 'K', 100_000, over)),
        new("slow-readers", "300 that ask for the whole mailbox and do not read", "Connections:WriteTimeout, WriteBufferSize", "culver.connections.ended end=ClientNotReading", static (target, over) =>
            Many.HoldAsync(300, over, async _ =>
            {
                var peer = await Peer.LogInAsync(target, Target.FirstAttacker, "INBOX");
                await peer.SayAsync("f FETCH 1:* (ENVELOPE BODYSTRUCTURE BODY.PEEK[])\r\n");
                return peer;
            })),
        new("slow-writers", "300 that trickle a message, octet by octet", "Connections:ArrivalTimeout, LeastArrivalRate", "culver.connections.ended end=TooSlow", SlowWritersAsync),
        new("unsent-literals", "300 that announce 256 MB and send nothing", "Connections:ArrivalTimeout, Imap:MaxMessage", "culver.connections.ended end=TooSlow", static (target, over) =>
            Many.HoldAsync(300, over, async _ =>
            {
                var peer = await Peer.LogInAsync(target, Target.FirstAttacker + 1);
                await peer.SayAsync("f APPEND INBOX {268435456}\r\n");
                await peer.LineAsync();
                return peer;
            })),
        new("smtp-flood", "messages to nobody by SMTP, as fast as they go", "Smtp:MaxRefusedRecipients, MaxErrors", "culver.smtp.misuses", static (target, over) =>
            Many.DoAsync(8, over, async _ =>
            {
                await using var peer = await Peer.ConnectAsync(target.Smtp);
                await peer.SayAsync("EHLO a\r\n" + string.Concat(Enumerable.Range(0, 300).Select(static i => $"MAIL FROM:<>\r\nRCPT TO:<nobody{i}@localhost>\r\nDATA\r\n{Flood}.\r\nRSET\r\n")));
                await peer.DrainAsync(over);
            })),
    ];

    private static Task SilentAsync(Target target, CancellationToken over) => Many.HoldAsync(Crowd, over, _ => Peer.ConnectAsync(target.Imap, bufferSize: 16));

    private static Task SlowWritersAsync(Target target, CancellationToken over) =>
        Many.HoldAsync(300, over, async _ =>
        {
            var peer = await Peer.LogInAsync(target, Target.FirstAttacker + 1);
            await peer.SayAsync("f APPEND INBOX {268435456}\r\n");
            await peer.LineAsync();
            TrickleAsync(peer, over).Forget();
            return peer;
        });

    private static async Task TrickleAsync(Peer peer, CancellationToken over)
    {
        try
        {
            while (!over.IsCancellationRequested)
            {
                await peer.SayAsync("x");
                await Task.Delay(TimeSpan.FromMilliseconds(100), over);
            }
        }
        catch (Exception failure) when (Many.IsRefusal(failure))
        {
            // Over, or cut.
        }
    }

    /// <summary>What .NET's TLS cannot ask for, OpenSSL's own client can, by a letter at the beginning of a line.</summary>
    private static async Task OpenSslAsync(Target target, string version, char letter, int times, CancellationToken over)
    {
        await Many.DoAsync(4, over, async _ =>
        {
            using var client = Process.Start(new ProcessStartInfo("openssl", ["s_client", "-connect", $"127.0.0.1:{target.Imaps}", version]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            client.OutputDataReceived += static (_, _) => { };
            client.ErrorDataReceived += static (_, _) => { };
            client.BeginOutputReadLine();
            client.BeginErrorReadLine();
            try
            {
                var line = new StringBuilder().Append(letter).Append('\n').ToString();
                for (var i = 0; i < times && !client.HasExited && !over.IsCancellationRequested; i++)
                {
                    await client.StandardInput.WriteAsync(line);
                    await client.StandardInput.FlushAsync(over);
                    // s_client takes a letter for a command only when it comes alone.
                    await Task.Delay(1, over);
                }

                client.StandardInput.Close();
                await client.WaitForExitAsync(over);
            }
            finally
            {
                if (!client.HasExited)
                    client.Kill();
            }
        });
    }
}
