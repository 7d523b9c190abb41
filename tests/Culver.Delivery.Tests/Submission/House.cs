using System.Text;
using Culver.Hosting;
using Culver.Identity.Accounts;
using Culver.Storage;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Submission;

/// <summary>A whole server that ann and ben submit to; info@ is ann's alias, team@ that of both.</summary>
internal sealed class House : IAsyncDisposable
{
    private House(TestMailServer mail) => Mail = mail;

    public TestMailServer Mail { get; }

    public required TestAccount Ann { get; init; }

    public required TestAccount Ben { get; init; }

    public static async Task<House> OpenAsync(Action<CulverOptions>? configure = null)
    {
        var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Configure = configure ?? (static _ => { }) });
        var house = new House(mail) { Ann = await mail.AddAccountAsync("ann"), Ben = await mail.AddAccountAsync("ben") };
        var aliases = mail.Services.GetRequiredService<AliasService>();
        await aliases.AddAsync("info@example.org", ["ann@example.org"], CancellationToken.None);
        await aliases.AddAsync("team@example.org", ["ann@example.org", "ben@example.org"], CancellationToken.None);
        return house;
    }

    /// <summary>A session that ann logged in to.</summary>
    public async Task<Submitter> LogInAsync(TestAccount? account = null, bool cut = false)
    {
        var submitter = new Submitter(Mail.Connect(MailProtocol.Submission), cut);
        await submitter.ReadAsync();
        await submitter.AskAsync("EHLO client.example");
        account ??= Ann;
        Assert.StartsWith("235", await submitter.AskAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.Address}\0{account.Password}"))), StringComparison.Ordinal);
        return submitter;
    }

    /// <summary>Submits as ann to ben; the reply to the message.</summary>
    public async Task<string> SubmitAsync(string content, string from = "ann@example.org", string to = "ben@example.org", bool cut = false)
    {
        await using var submitter = await LogInAsync(cut: cut);
        return await submitter.SendAsync(from, [to], content);
    }

    /// <summary>The messages in an account's INBOX, as they are stored, without what stands before our Received field's end.</summary>
    public async Task<string[]> ReadAsync(TestAccount account)
    {
        await using var mail = await Mail.OpenAsync(account);
        Assert.True(mail.Mailboxes.TryGet(MailboxName.Inbox, out var info));
        using var view = await mail.OpenViewAsync(info.Id, CancellationToken.None);
        var snapshot = await view!.SnapshotAsync(CancellationToken.None);
        var texts = new List<string>();
        for (var number = 1; number <= snapshot.Count; number++)
        {
            await using var content = await mail.OpenContentAsync(snapshot[new SequenceNumber(number)], CancellationToken.None);
            var bytes = new byte[content.Length];
            for (var at = 0; at < bytes.Length;)
                at += await content.ReadAsync(at, bytes.AsMemory(at), CancellationToken.None);
            texts.Add(Encoding.UTF8.GetString(bytes));
        }

        return [.. texts];
    }

    /// <summary>What the sender wrote, as it was stored: everything behind the trace fields.</summary>
    public static string WithoutTrace(string stored)
    {
        var trace = stored.IndexOf("Received: ", StringComparison.Ordinal);
        var end = stored.IndexOf("\r\n", trace, StringComparison.Ordinal);
        while (stored[end + 2] is '\t' or ' ')
            end = stored.IndexOf("\r\n", end + 2, StringComparison.Ordinal);
        return stored[(end + 2)..];
    }

    public ValueTask DisposeAsync() => Mail.DisposeAsync();
}
