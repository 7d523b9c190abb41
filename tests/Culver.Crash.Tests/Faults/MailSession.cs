using System.Text;

namespace Culver.Crash.Tests.Faults;

/// <summary>Dialogues of a line for a line: SMTP, LMTP and POP3.</summary>
internal static class MailSession
{
    public const string Password = "secret";

    /// <summary>Writes settings that have a way to elsewhere.example, where nobody listens.</summary>
    public static async Task<string> SettingsAsync(string folder)
    {
        var file = Path.Combine(folder, "culver.json");
        await File.WriteAllTextAsync(file, """{ "Relay": { "Routes": [ { "Domain": "elsewhere.example", "Host": "127.0.0.1", "Port": 1, "Tls": "None" } ] } }""");
        return file;
    }

    /// <summary>Greets as an LMTP client does.</summary>
    public static async Task GreetAsync(PlainClient client)
    {
        await LineAsync(client);
        await client.SendAsync("LHLO client.example\r\n");
        Assert.NotNull(await client.ReadToAsync("250 "));
    }

    /// <summary>Greets and logs in as a submission client does.</summary>
    public static async Task SubmitterAsync(PlainClient client)
    {
        await LineAsync(client);
        await client.SendAsync("EHLO client.example\r\n");
        Assert.NotNull(await client.ReadToAsync("250 "));
        Assert.StartsWith("235 ", await SayAsync(client, "AUTH PLAIN " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0ann@example.org\0{Password}"))), StringComparison.Ordinal);
    }

    /// <summary>Logs in as a POP3 client does.</summary>
    /// <returns>The answer to PASS.</returns>
    public static async Task<string> OpenAsync(PlainClient client)
    {
        await LineAsync(client);
        Assert.StartsWith("+OK", await SayAsync(client, "USER ann@example.org"), StringComparison.Ordinal);
        return await SayAsync(client, "PASS " + Password);
    }

    /// <summary>Sends one message.</summary>
    /// <returns>The reply to its end, or the one that kept it from being sent.</returns>
    public static async Task<string> SendAsync(PlainClient client, string recipient, string text)
    {
        foreach (var (command, wanted) in new[] { ("MAIL FROM:<ann@example.org>", '2'), ($"RCPT TO:<{recipient}>", '2'), ("DATA", '3') })
        {
            var reply = await SayAsync(client, command);
            if (reply[0] == wanted)
                continue;
            Assert.StartsWith("250 ", await SayAsync(client, "RSET"), StringComparison.Ordinal);
            return reply;
        }

        return await SayAsync(client, text + "\r\n.");
    }

    /// <summary>RETR: the status line; the message, where there is one, is read.</summary>
    public static async Task<string> RetrieveAsync(PlainClient client, int number)
    {
        var reply = await SayAsync(client, $"RETR {number}");
        if (reply.StartsWith("+OK", StringComparison.Ordinal))
            Assert.NotNull(await client.ReadToAsync(".\r"));
        return reply;
    }

    /// <summary>A line for a line.</summary>
    public static async Task<string> SayAsync(PlainClient client, string line)
    {
        await client.SendAsync(line + "\r\n");
        return await LineAsync(client);
    }

    private static async Task<string> LineAsync(PlainClient client) =>
        (await client.ReadToAsync("") ?? throw new InvalidOperationException("The server closed the connection.")).TrimEnd();
}
