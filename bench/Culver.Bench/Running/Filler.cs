using System.Text;
using Culver.Bench.Clients;
using Culver.Bench.Corpora;
using Culver.Bench.Rows;
using Culver.Bench.Targets;

namespace Culver.Bench.Running;

/// <summary>Puts the corpus into the accounts, the same on every server, in the same order. What is there already stays.</summary>
internal sealed class Filler(Target target, Action<string> progress)
{
    private const int Window = 50;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    public async Task FillAsync(IEnumerable<int> sizes, bool many)
    {
        await FillAsync("warm", "INBOX", 200);
        using (var client = await target.ImapAsync("warm"))
        {
            if (await CountAsync(client, "Large") == 0)
                await client.CommandAsync(new CorpusMessage(0).ToAppend("Large", CorpusText.Large()));
        }

        foreach (var size in sizes)
            await FillAsync($"box{size}", "INBOX", size);
        if (many)
            await ManyAsync();
        // What it makes of so many texts takes longer than anything a row does.
        progress($"filling {target.Name}: its background work");
        if (!(await target.Usage.DrainAsync(Longest)).Ended)
            throw new InvalidOperationException($"{target.Name} does not come to rest after it was filled.");
    }

    private async Task ManyAsync()
    {
        await RowRun.EachAsync(4, async worker =>
        {
            using var client = await target.ImapAsync("many");
            for (var mailbox = worker; mailbox < 200; mailbox += 4)
            {
                if (await CountAsync(client, $"Work/{mailbox}") != 0)
                    continue;
                for (var number = 0; number < 5; number++)
                    await client.CommandAsync(new CorpusMessage(number).ToAppend($"Work/{mailbox}"));
            }
        });
    }

    private async Task FillAsync(string user, string mailbox, int size)
    {
        using var client = await target.ImapAsync(user);
        var first = await CountAsync(client, mailbox);
        var multiple = await target.AnnouncesAsync("MULTIAPPEND");
        // The next window is written while the server works on the last, so that the pipe is never empty.
        var outstanding = 0;
        using var octets = new MemoryStream();
        for (var number = (int)first; number < size; number += Window)
        {
            if ((number - first) % (Window * 200) == 0)
                progress($"filling {target.Name}: {user}, {number:N0} of {size:N0}");
            var window = Math.Min(Window, size - number);
            octets.SetLength(0);
            if (multiple)
                octets.Write(Encoding.ASCII.GetBytes($"t APPEND {mailbox}"));
            for (var one = number; one < number + window; one++)
                octets.Write(multiple ? new CorpusMessage(one).ToArgument(new CorpusMessage(one).ToBytes()) : new CorpusMessage(one).ToAppend(mailbox));
            if (multiple)
                octets.Write("\r\n"u8);
            await client.SendAsync(octets.GetBuffer().AsMemory(0, (int)octets.Length));
            if (outstanding > 0)
                await client.TaggedAsync(outstanding);
            outstanding = multiple ? 1 : window;
        }

        if (outstanding > 0)
            await client.TaggedAsync(outstanding);
        Check.Same(size, await CountAsync(client, mailbox), $"messages of {user}");
    }

    private static async Task<long> CountAsync(LineClient client, string mailbox)
    {
        try
        {
            return (await client.CommandAsync($"STATUS {mailbox} (MESSAGES)")).Count;
        }
        catch (ReplyException)
        {
            await client.CommandAsync($"CREATE {mailbox}");
            return 0;
        }
    }
}
