using Culver.Delivery;
using Culver.Identity.Accounts;
using Culver.Storage;
using Culver.Storage.Directory;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite;

namespace Culver.Hosting;

/// <summary>Administration in the process that owns the data folder.</summary>
internal sealed class LocalAdministration(
    AccountService accounts, AliasService aliases, AccountImport import, IMailStore store, IDirectoryStore directory, DataFolder folder, IQueueStore queueStore, QueueControl queue, DkimKeys dkim) : IAdministration
{
    private readonly QueueAdministration _queue = new(queue);

    /// <inheritdoc/>
    public async ValueTask<AdministrationReply> HandleAsync(
        AdministrationRequest request, IProgress<AdministrationReply.Progress>? progress, CancellationToken cancellationToken) => request switch
        {
            AdministrationRequest.AddAccount add => Told(await accounts.AddAsync(add.Address, add.Password, cancellationToken)),
            AdministrationRequest.ImportAccounts many => await ImportAsync(many, progress, cancellationToken),
            AdministrationRequest.RemoveAccount remove => Told(await accounts.RemoveAsync(remove.Address, cancellationToken)),
            AdministrationRequest.SetPassword set => Told(await accounts.SetPasswordAsync(set.Address, set.Password, set.IsRecoverable, cancellationToken)),
            AdministrationRequest.ListAccounts => await ListAccountsAsync(cancellationToken),
            AdministrationRequest.ShowQuota show => await ShowQuotaAsync(show.Address, cancellationToken),
            AdministrationRequest.SetQuota set => await SetQuotaAsync(set, cancellationToken),
            AdministrationRequest.AddAlias add => Told(await aliases.AddAsync(add.Address, add.Targets, cancellationToken)),
            AdministrationRequest.RemoveAlias remove => Told(await aliases.RemoveAsync(remove.Address, cancellationToken)),
            AdministrationRequest.ListAliases => await ListAliasesAsync(cancellationToken),
            AdministrationRequest.GenerateDkimKeys made => DkimRows.Told(await dkim.GenerateAsync(made.Domain, cancellationToken)),
            AdministrationRequest.ListDkimKeys list => DkimRows.Told(await dkim.ListAsync(list.Domain, cancellationToken)),
            AdministrationRequest.RotateDkimKeys rotate => DkimRows.Told(await dkim.RotateAsync(rotate.Domain, cancellationToken)),
            AdministrationRequest.ActivateDkimKeys activate => DkimRows.Told(await dkim.ActivateAsync(activate.Domain, cancellationToken)),
            AdministrationRequest.RemoveDkimKeys remove => DkimRows.Told(await dkim.RemoveAsync(remove.Domain, remove.Selector, cancellationToken)),
            AdministrationRequest.Backup backup => await new StoreBackup(store, directory, queueStore, folder, accounts).RunAsync(backup.Folder, progress, cancellationToken),
            AdministrationRequest.Check check => await CheckAsync(check, progress, cancellationToken),
            AdministrationRequest.ListQueue list => await _queue.ListAsync(list.After, cancellationToken),
            AdministrationRequest.ShowQueued show => await _queue.ShowAsync(show.Id, cancellationToken),
            AdministrationRequest.RetryQueued retry => await _queue.ChangeAsync(retry.Id, queue.RetryAsync, cancellationToken),
            AdministrationRequest.HoldQueued hold => await _queue.ChangeAsync(hold.Id, queue.HoldAsync, cancellationToken),
            AdministrationRequest.ReleaseQueued release => await _queue.ChangeAsync(release.Id, queue.ReleaseAsync, cancellationToken),
            AdministrationRequest.RemoveQueued remove => await _queue.RemoveAsync(remove.Id, cancellationToken),
            _ => throw new InvalidOperationException("A request nobody handles."),
        };

    private static AdministrationReply Told(AccountResult result) => result switch
    {
        AccountResult.Done done => new AdministrationReply.Done(done.Account.Address),
        AccountResult.Refused refused => new AdministrationReply.Refused(refused.Refusal.Message),
        _ => throw new InvalidOperationException("A result nobody tells."),
    };

    private static AdministrationReply Told(AliasResult result) => result switch
    {
        AliasResult.Done done => new AdministrationReply.Done(done.Alias.Address),
        AliasResult.Refused refused => new AdministrationReply.Refused(refused.Refusal.Message),
        _ => throw new InvalidOperationException("A result nobody tells."),
    };

    private async ValueTask<AdministrationReply> ImportAsync(
        AdministrationRequest.ImportAccounts request, IProgress<AdministrationReply.Progress>? progress, CancellationToken cancellationToken)
    {
        var total = request.Text.AsSpan().Count('\n') + 1;
        using var text = new StringReader(request.Text);
        var report = await import.ImportAsync(text, progress is null ? null : new Lines(progress, total), cancellationToken);
        return new AdministrationReply.Imported(report.Added, [.. report.Errors.Select(static error => new ImportProblem(error.Line, error.Refusal.Message))]);
    }

    private async ValueTask<AdministrationReply> ListAccountsAsync(CancellationToken cancellationToken)
    {
        var rows = new List<AccountRow>();
        await foreach (var account in accounts.ListAsync(cancellationToken))
            rows.Add(new(account.Address, account.Id.ToString(), account.CreatedAt));
        return new AdministrationReply.Accounts([.. rows]);
    }

    private async ValueTask<AdministrationReply> ShowQuotaAsync(string address, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(address, cancellationToken) is not { } account)
            return new AdministrationReply.Refused($"There is no account {address}.");
        await using var mail = await store.OpenAccountAsync(account.Id, cancellationToken);
        return new AdministrationReply.Quota(account.Address, mail.Mailboxes.Bytes, mail.Mailboxes.Messages, mail.Limits.QuotaOctets);
    }

    private async ValueTask<AdministrationReply> SetQuotaAsync(AdministrationRequest.SetQuota request, CancellationToken cancellationToken)
    {
        if (request.Octets < 0)
            return new AdministrationReply.Refused("A quota is not negative.");
        if (await accounts.FindAsync(request.Address, cancellationToken) is not { } account)
            return new AdministrationReply.Refused($"There is no account {request.Address}.");
        var result = await accounts.SetSettingsAsync(account.Address, account.Settings with { QuotaOctets = request.Octets }, cancellationToken);
        return result is AccountResult.Refused ? Told(result) : await ShowQuotaAsync(account.Address, cancellationToken);
    }

    private async ValueTask<AdministrationReply> ListAliasesAsync(CancellationToken cancellationToken)
    {
        var rows = new List<AliasRow>();
        await foreach (var alias in aliases.ListAsync(cancellationToken))
            rows.Add(new(alias.Address, alias.Targets));
        return new AdministrationReply.Aliases([.. rows]);
    }

    private async ValueTask<AdministrationReply> CheckAsync(AdministrationRequest.Check check, IProgress<AdministrationReply.Progress>? progress, CancellationToken cancellationToken)
    {
        var chosen = new List<DirectoryAccount>();
        if (check.Address is null)
        {
            await foreach (var account in accounts.ListAsync(cancellationToken))
                chosen.Add(account);
        }
        else if (await accounts.FindAsync(check.Address, cancellationToken) is { } one)
        {
            chosen.Add(one);
        }
        else
        {
            return new AdministrationReply.Refused($"There is no account {check.Address}.");
        }

        var findings = new List<FindingRow>();
        var mended = new List<FindingRow>();
        // The queue is nobody's: it is verified with all accounts.
        var total = check.Address is null ? chosen.Count + 1 : chosen.Count;
        for (var i = 0; i < chosen.Count; i++)
        {
            await CheckAsync(chosen[i], check.Repair, findings, mended, cancellationToken);
            progress?.Report(new(i + 1, total));
        }

        if (check.Address is null)
        {
            await CheckQueueAsync(check.Repair, findings, mended, cancellationToken);
            progress?.Report(new(total, total));
        }

        return new AdministrationReply.Checked(chosen.Count, [.. findings], [.. mended]);
    }

    // An account that cannot even be opened is a finding, and keeps no other from being verified.
    private async ValueTask CheckAsync(DirectoryAccount account, bool repairs, List<FindingRow> findings, List<FindingRow> mended, CancellationToken cancellationToken)
    {
        try
        {
            if (repairs)
            {
                if (await store.RepairAsync(account.Id, cancellationToken) is { } done)
                    mended.AddRange(Rows(account.Address, done));
                else
                    findings.Add(new(account.Address, "account", "is in use; stop the server to mend it"));
            }

            findings.AddRange(Rows(account.Address, await store.CheckAsync(account.Id, cancellationToken)));
        }
        catch (Exception failure) when (failure is StorageUnavailableException or AccountGoneException)
        {
            findings.Add(new(account.Address, "account", $"cannot be opened: {failure.Message}"));
        }
    }

    private async ValueTask CheckQueueAsync(bool repairs, List<FindingRow> findings, List<FindingRow> mended, CancellationToken cancellationToken)
    {
        try
        {
            if (repairs)
                mended.AddRange(Rows(FindingRow.Queue, await queueStore.RepairAsync(cancellationToken)));
            findings.AddRange(Rows(FindingRow.Queue, await queueStore.CheckAsync(cancellationToken)));
        }
        catch (StorageUnavailableException failure)
        {
            findings.Add(new(FindingRow.Queue, "database", $"cannot be read: {failure.Message}"));
        }
    }

    private static IEnumerable<FindingRow> Rows(string account, IReadOnlyList<ConsistencyFinding> findings) =>
        findings.Select(finding => new FindingRow(account, finding.Subject, finding.Problem, finding.IsDamage));

    private sealed class Lines(IProgress<AdministrationReply.Progress> progress, int total) : IProgress<ImportReport>
    {
        public void Report(ImportReport value) => progress.Report(new(value.LinesRead, total));
    }
}
