using System.Text;

namespace Culver.Bench.Rows;

/// <summary>Coming, going and doing nothing.</summary>
internal static class LoginRows
{
    public static IEnumerable<Row> All()
    {
        yield return Login("login-1", "imap", connections: 1, 400);
        yield return Login("login-16", "imap", connections: 16, 1600);
        yield return Login("login-tls-1", "imaps", connections: 1, 100);
        yield return Login("login-tls-16", "imaps", connections: 16, 320);
        yield return new Row("noop", "command", NoopAsync) { Prepare = OneSelectedAsync };
        yield return new Row("noop-pipelined", "command", PipelinedAsync) { Prepare = OneSelectedAsync };
    }

    private static Row Login(string name, string protocol, int connections, int logins) => new(name, "login and logout", run =>
        RowRun.EachAsync(connections, async worker =>
        {
            for (var i = run.Some(logins) / connections; i > 0; i--)
            {
                await run.TimeAsync(async () =>
                {
                    using var client = await run.Target.ImapAsync($"load{worker}", protocol, 1 << 14);
                    await client.LogoutAsync();
                });
            }
        }))
    {
        Listener = protocol,
    };

    private static Task OneSelectedAsync(RowRun run) => run.OpenAsync(1, _ => run.Target.SelectedAsync("load0"));

    private static async Task NoopAsync(RowRun run)
    {
        var line = "t NOOP\r\n"u8.ToArray();
        for (var i = run.Some(20_000); i > 0; i--)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            await run.Client.CommandAsync(line);
            run.Took(start);
        }
    }

    private static async Task PipelinedAsync(RowRun run)
    {
        const int Window = 1000;
        var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("t NOOP\r\n", Window)));
        var rounds = run.Some(300);
        for (var i = 0; i < rounds; i++)
        {
            await run.Client.SendAsync(lines);
            await run.Client.TaggedAsync(Window);
        }

        run.Operations = (long)rounds * Window;
    }
}
