using System.Buffers;
using Culver.Identity.Accounts;
using Culver.Storage;

namespace Culver.Hosting;

/// <summary>Makes the demo account when a server starts without any account.</summary>
internal sealed class FirstStart(CulverOptions options, IAdministration administration, IMailStore store, TimeProvider time)
{
    /// <summary>The account's address.</summary>
    public const string Address = "demo@localhost";

    /// <summary>Makes it; null when there are accounts, or the settings do not want it.</summary>
    public async ValueTask<DemoAccount?> RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Demo || await ListAsync(cancellationToken) is not { List.IsEmpty: true })
            return null;
        var password = AccountService.GeneratePassword();
        await administration.HandleAsync(new AdministrationRequest.AddAccount(Address, password), progress: null, cancellationToken);
        if (await ListAsync(cancellationToken) is not { List: [var row] } || !AccountId.TryParse(row.Id, out var id))
            return null;
        await using var account = await store.OpenAccountAsync(id, cancellationToken);
        account.Mailboxes.TryGet(MailboxName.Inbox, out var inbox);
        var count = 0;
        foreach (var (bytes, arrived) in DemoMessages.Make(time.GetUtcNow()))
        {
            await using var staging = await store.StageAsync(bytes.Length, cancellationToken);
            await staging.WriteAsync(new ReadOnlySequence<byte>(bytes), cancellationToken);
            await using var content = await staging.CompleteAsync(cancellationToken);
            await account.AppendAsync(inbox!.Id, [new(content, MessageFlags.None, arrived)], cancellationToken);
            count++;
        }

        return new(Address, password, count);
    }

    private async ValueTask<AdministrationReply.Accounts?> ListAsync(CancellationToken cancellationToken) =>
        await administration.HandleAsync(new AdministrationRequest.ListAccounts(), progress: null, cancellationToken) as AdministrationReply.Accounts;
}
