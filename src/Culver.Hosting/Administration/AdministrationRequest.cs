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
[JsonDerivedType(typeof(Backup), "backup")]
[JsonDerivedType(typeof(Check), "check")]
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

    /// <summary>Copies everything to a new folder that opens as a data folder.</summary>
    /// <param name="Folder">The folder, as a full path; it must not exist, or be empty.</param>
    public sealed record Backup(string Folder) : AdministrationRequest;

    /// <summary>Verifies the store.</summary>
    /// <param name="Address">The one account to verify; null for all.</param>
    public sealed record Check(string? Address) : AdministrationRequest;
}
