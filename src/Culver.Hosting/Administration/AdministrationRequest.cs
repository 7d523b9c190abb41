using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Culver.Hosting;

/// <summary>Something an administrator asks for: by the command line, through the control socket while the server runs. A closed set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "verb")]
[JsonDerivedType(typeof(AddAccount), "account add")]
[JsonDerivedType(typeof(ImportAccounts), "account import")]
[JsonDerivedType(typeof(RemoveAccount), "account remove")]
[JsonDerivedType(typeof(SetPassword), "account password")]
[JsonDerivedType(typeof(ListAccounts), "account list")]
[JsonDerivedType(typeof(ShowQuota), "account quota")]
[JsonDerivedType(typeof(SetQuota), "account quota set")]
[JsonDerivedType(typeof(AddAlias), "alias add")]
[JsonDerivedType(typeof(RemoveAlias), "alias remove")]
[JsonDerivedType(typeof(ListAliases), "alias list")]
[JsonDerivedType(typeof(GenerateDkimKeys), "dkim generate")]
[JsonDerivedType(typeof(ListDkimKeys), "dkim list")]
[JsonDerivedType(typeof(RotateDkimKeys), "dkim rotate")]
[JsonDerivedType(typeof(ActivateDkimKeys), "dkim rotate activate")]
[JsonDerivedType(typeof(RemoveDkimKeys), "dkim remove")]
[JsonDerivedType(typeof(Backup), "backup")]
[JsonDerivedType(typeof(Check), "check")]
[JsonDerivedType(typeof(ListQueue), "queue list")]
[JsonDerivedType(typeof(ShowQueued), "queue show")]
[JsonDerivedType(typeof(RetryQueued), "queue retry")]
[JsonDerivedType(typeof(HoldQueued), "queue hold")]
[JsonDerivedType(typeof(ReleaseQueued), "queue release")]
[JsonDerivedType(typeof(RemoveQueued), "queue remove")]
public abstract record AdministrationRequest
{
    private AdministrationRequest()
    {
    }

    /// <summary>Adds an account, and its domain if that is new.</summary>
    /// <param name="Address">Its address; without a domain, in the default domain.</param>
    /// <param name="Password">Its password.</param>
    public sealed record AddAccount(string Address, string Password) : AdministrationRequest
    {
        /// <summary>Says which account; never the password.</summary>
        public override string ToString() => $"{nameof(AddAccount)} {Address}";
    }

    /// <summary>Adds many accounts. A line that is refused does not keep the others out.</summary>
    /// <param name="Text">One address, a tab and a password a line.</param>
    public sealed record ImportAccounts(string Text) : AdministrationRequest
    {
        /// <summary>Says what it is; never what it holds.</summary>
        public override string ToString() => nameof(ImportAccounts);
    }

    /// <summary>Removes an account and its mail, for ever.</summary>
    /// <param name="Address">Its address.</param>
    public sealed record RemoveAccount(string Address) : AdministrationRequest;

    /// <summary>Gives an account another password.</summary>
    /// <param name="Address">Its address.</param>
    /// <param name="Password">The password.</param>
    /// <param name="IsRecoverable">Whether it is kept so that the server can recover it, for CRAM-MD5 and APOP.</param>
    public sealed record SetPassword(string Address, string Password, bool IsRecoverable = false) : AdministrationRequest
    {
        /// <summary>Says which account; never the password.</summary>
        public override string ToString() => $"{nameof(SetPassword)} {Address}";
    }

    /// <summary>Lists the accounts.</summary>
    public sealed record ListAccounts : AdministrationRequest;

    /// <summary>Says what an account holds and may hold.</summary>
    /// <param name="Address">Its address.</param>
    public sealed record ShowQuota(string Address) : AdministrationRequest;

    /// <summary>Settles how much mail an account may hold, from now on, also for sessions that are open.</summary>
    /// <param name="Address">Its address.</param>
    /// <param name="Octets">The most octets; <see cref="long.MaxValue"/> for no limit, null for what the server's settings say.</param>
    public sealed record SetQuota(string Address, long? Octets) : AdministrationRequest;

    /// <summary>Adds an alias, or targets to the one there.</summary>
    /// <param name="Address">Its address.</param>
    /// <param name="Targets">Where its mail goes.</param>
    public sealed record AddAlias(string Address, ImmutableArray<string> Targets) : AdministrationRequest;

    /// <summary>Removes an alias.</summary>
    /// <param name="Address">Its address.</param>
    public sealed record RemoveAlias(string Address) : AdministrationRequest;

    /// <summary>Lists the aliases.</summary>
    public sealed record ListAliases : AdministrationRequest;

    /// <summary>Makes the first pair of DKIM keys of a domain; they sign from now on.</summary>
    /// <param name="Domain">The domain.</param>
    public sealed record GenerateDkimKeys(string Domain) : AdministrationRequest;

    /// <summary>Lists DKIM keys.</summary>
    /// <param name="Domain">Of this domain; null for all.</param>
    public sealed record ListDkimKeys(string? Domain) : AdministrationRequest;

    /// <summary>Makes a new pair of DKIM keys beside the one that signs.</summary>
    /// <param name="Domain">The domain.</param>
    public sealed record RotateDkimKeys(string Domain) : AdministrationRequest;

    /// <summary>Lets the new pair of DKIM keys sign, and retires the old one.</summary>
    /// <param name="Domain">The domain.</param>
    public sealed record ActivateDkimKeys(string Domain) : AdministrationRequest;

    /// <summary>Removes DKIM keys, for ever.</summary>
    /// <param name="Domain">The domain.</param>
    /// <param name="Selector">The one key; null for all that are retired.</param>
    public sealed record RemoveDkimKeys(string Domain, string? Selector) : AdministrationRequest;

    /// <summary>Copies everything to a new folder that opens as a data folder.</summary>
    /// <param name="Folder">The folder, as a full path; it must not exist, or be empty.</param>
    public sealed record Backup(string Folder) : AdministrationRequest;

    /// <summary>Verifies the store.</summary>
    /// <param name="Address">The one account to verify; null for all.</param>
    /// <param name="Repair">Whether to mend first what can be mended without loss, in the accounts nobody uses.</param>
    public sealed record Check(string? Address, bool Repair = false) : AdministrationRequest;

    /// <summary>Lists what is in the outbound queue, a page at a time.</summary>
    /// <param name="After">The last message of the page before; null to begin.</param>
    public sealed record ListQueue(string? After = null) : AdministrationRequest;

    /// <summary>Shows one message of the queue.</summary>
    /// <param name="Id">Its name.</param>
    public sealed record ShowQueued(string Id) : AdministrationRequest;

    /// <summary>Tries messages of the queue at once.</summary>
    /// <param name="Id">One; null for all that are not held.</param>
    public sealed record RetryQueued(string? Id) : AdministrationRequest;

    /// <summary>Keeps messages of the queue from going out.</summary>
    /// <param name="Id">One; null for all.</param>
    public sealed record HoldQueued(string? Id) : AdministrationRequest;

    /// <summary>Lets messages of the queue go out again.</summary>
    /// <param name="Id">One; null for all.</param>
    public sealed record ReleaseQueued(string? Id) : AdministrationRequest;

    /// <summary>Removes a message from the queue; nobody is told.</summary>
    /// <param name="Id">Its name.</param>
    public sealed record RemoveQueued(string Id) : AdministrationRequest;
}
