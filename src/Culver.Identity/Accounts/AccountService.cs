// What administrators do with accounts. The command line, the control socket and hosts all come through here.
// Rules upheld here: an account that can be seen has a mail store, so that store is made before the directory's row and removed
// after it; a login that fails a moment after a change is never let in by what was remembered before.
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Culver.Identity.Addresses;
using Culver.Identity.Authentication;
using Culver.Sasl.Preparation;
using Culver.Storage;
using Culver.Storage.Directory;

namespace Culver.Identity.Accounts;

/// <summary>Adds, lists, changes and removes accounts, also while the server runs.</summary>
/// <param name="directory">The directory.</param>
/// <param name="mail">Where accounts keep their mail.</param>
/// <param name="credentials">Makes credentials of passwords.</param>
/// <param name="verified">Forgets what a change made stale.</param>
/// <param name="ids">Makes ids.</param>
/// <param name="options">The settings.</param>
/// <param name="time">The clock accounts are dated by.</param>
public sealed class AccountService(
    IDirectoryStore directory,
    IMailStore mail,
    CredentialSource credentials,
    VerifiedCredentials verified,
    ObjectIdSource ids,
    IdentityOptions options,
    TimeProvider time)
{
    private const int PageSize = 500;

    // Letters and digits that are not taken for one another when read aloud or copied by hand.
    private const string PasswordAlphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>A random password that is easy to type: 100 bits.</summary>
    /// <returns>The password.</returns>
    public static string GeneratePassword() => RandomNumberGenerator.GetString(PasswordAlphabet, 20);

    /// <summary>Finds an account by its address or login name; aliases are not looked through.</summary>
    /// <param name="address">The address, or a local part in the default domain.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The account, or null.</returns>
    public async ValueTask<DirectoryAccount?> FindAsync(string address, CancellationToken cancellationToken) =>
        EmailAddress.TryParse(address, options.DefaultDomain, out var parsed)
        && await directory.FindEntryAsync(parsed.ToString(), cancellationToken) is DirectoryEntry.ToAccount found
            ? found.Account
            : null;

    /// <summary>Adds an account; its domain becomes local if it is not.</summary>
    /// <param name="address">Its address, or a local part in the default domain.</param>
    /// <param name="password">Its password.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The account, or why not.</returns>
    public async ValueTask<AccountResult> AddAsync(string address, string password, CancellationToken cancellationToken)
    {
        var draft = AccountDraft.Make(address, password, options.DefaultDomain);
        if (draft.IsRefused)
        {
            return new AccountResult.Refused(draft.Refusal);
        }

        if (await IsTakenAsync(draft.Address, cancellationToken))
        {
            return new AccountResult.Refused(AccountRefusal.AddressTaken(draft.Address.ToString()));
        }

        await directory.EnsureDomainAsync(draft.Address.Domain, cancellationToken);
        var account = await PrepareAsync(draft, cancellationToken);
        var outcomes = await CommitAsync([account], cancellationToken);
        return outcomes[0] == DirectoryOutcome.Done
            ? new AccountResult.Done((await directory.FindAccountAsync(account.Id, cancellationToken))!)
            : new AccountResult.Refused(AccountRefusal.AddressTaken(account.Address));
    }

    /// <summary>Gives an account another password. Sessions that are logged in stay so; what was remembered of the old one does not.</summary>
    /// <param name="address">Its address, or a local part in the default domain.</param>
    /// <param name="password">The new password.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The account, or why not.</returns>
    public ValueTask<AccountResult> SetPasswordAsync(string address, string password, CancellationToken cancellationToken) =>
        SetPasswordAsync(address, password, isRecoverable: false, cancellationToken);

    /// <summary>Gives an account another password, and says whether the server may keep it so that it can be recovered.</summary>
    /// <param name="address">Its address, or a local part in the default domain.</param>
    /// <param name="password">The new password.</param>
    /// <param name="isRecoverable">
    /// Whether the password itself is kept too, which CRAM-MD5 (RFC 2195) and APOP (RFC 1939 §7) need: encrypted, but whoever has the whole directory
    /// can read it. Without it nothing of that kind is kept, also where it was before.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The account, or why not.</returns>
    public async ValueTask<AccountResult> SetPasswordAsync(string address, string password, bool isRecoverable, CancellationToken cancellationToken)
    {
        if (!PreparedPassword.TryPrepare(password, out var prepared))
        {
            return new AccountResult.Refused(AccountRefusal.InvalidPassword);
        }

        return await ChangeAsync(
            address,
            async account =>
            {
                var keys = credentials.Create(prepared);
                if (isRecoverable)
                    keys = keys.Add(RecoverableSecret.Seal(account.Id, prepared, (await directory.ReadSecretAsync(cancellationToken)).Span));
                return await directory.SetCredentialsAsync(account.Id, keys, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Changes the settings of an account.</summary>
    /// <param name="address">Its address, or a local part in the default domain.</param>
    /// <param name="settings">The new settings.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The account, or why not.</returns>
    public async ValueTask<AccountResult> SetSettingsAsync(string address, AccountSettings settings, CancellationToken cancellationToken)
    {
        var result = await ChangeAsync(address, account => directory.SetSettingsAsync(account.Id, settings, cancellationToken), cancellationToken);
        // The directory has it; sessions that are open now are held to it too.
        if (result is AccountResult.Done done)
            await mail.LimitsChangedAsync(done.Account.Id, cancellationToken);
        return result;
    }

    /// <summary>Removes an account and its mail for ever.</summary>
    /// <param name="address">Its address, or a local part in the default domain.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The account as it was, or why not.</returns>
    public async ValueTask<AccountResult> RemoveAsync(string address, CancellationToken cancellationToken)
    {
        if (await FindAsync(address, cancellationToken) is not { } account
            || await directory.RemoveAccountAsync(account.Id, cancellationToken) != DirectoryOutcome.Done)
        {
            return new AccountResult.Refused(AccountRefusal.NoAccount(address));
        }

        verified.Forget(account.Id);
        await mail.DeleteAccountAsync(account.Id, cancellationToken);
        return new AccountResult.Done(account);
    }

    /// <summary>All accounts, by address.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The accounts; read in pages, so that a long list holds nothing up.</returns>
    public async IAsyncEnumerable<DirectoryAccount> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (await directory.ListAccountsAsync(after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var account in page)
            {
                yield return account;
            }

            after = page[^1].Address;
        }
    }

    /// <summary>Whether an account or alias has an address.</summary>
    internal async ValueTask<bool> IsTakenAsync(EmailAddress address, CancellationToken cancellationToken) =>
        await directory.FindEntryAsync(address.ToString(), cancellationToken) is not null;

    /// <summary>Does the dear part of adding an account, which nobody can see yet: the keys and the mail store.</summary>
    internal async ValueTask<NewDirectoryAccount> PrepareAsync(AccountDraft draft, CancellationToken cancellationToken)
    {
        var id = ids.NewAccountId();
        var keys = credentials.Create(draft.Password!);
        await mail.CreateAccountAsync(id, cancellationToken);
        return new(id, draft.Address!.ToString(), time.GetUtcNow(), keys, AccountSettings.Default);
    }

    /// <summary>Makes prepared accounts visible, in one transaction, and drops the mail stores of those that were refused.</summary>
    internal async ValueTask<IReadOnlyList<DirectoryOutcome>> CommitAsync(
        IReadOnlyList<NewDirectoryAccount> accounts, CancellationToken cancellationToken)
    {
        var outcomes = await directory.AddAccountsAsync(accounts, cancellationToken);
        for (var i = 0; i < accounts.Count; i++)
        {
            if (outcomes[i] != DirectoryOutcome.Done)
            {
                await mail.DeleteAccountAsync(accounts[i].Id, cancellationToken);
            }
        }

        return outcomes;
    }

    /// <summary>Drops the mail stores of prepared accounts that will not be committed.</summary>
    internal async ValueTask AbandonAsync(IEnumerable<NewDirectoryAccount> accounts)
    {
        foreach (var account in accounts)
        {
            await mail.DeleteAccountAsync(account.Id, CancellationToken.None);
        }
    }

    private async ValueTask<AccountResult> ChangeAsync(
        string address, Func<DirectoryAccount, ValueTask<DirectoryOutcome>> change, CancellationToken cancellationToken)
    {
        if (await FindAsync(address, cancellationToken) is not { } account
            || await change(account) != DirectoryOutcome.Done
            || await directory.FindAccountAsync(account.Id, cancellationToken) is not { } changed)
        {
            return new AccountResult.Refused(AccountRefusal.NoAccount(address));
        }

        verified.Forget(account.Id);
        return new AccountResult.Done(changed);
    }
}
