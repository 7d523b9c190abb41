using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Culver.Hosting;

/// <summary>What came of an <see cref="AdministrationRequest"/>. A closed set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "reply")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(Imported), "imported")]
[JsonDerivedType(typeof(Accounts), "accounts")]
[JsonDerivedType(typeof(Quota), "quota")]
[JsonDerivedType(typeof(Aliases), "aliases")]
[JsonDerivedType(typeof(DkimKeyList), "dkim keys")]
[JsonDerivedType(typeof(BackedUp), "backed up")]
[JsonDerivedType(typeof(Checked), "checked")]
[JsonDerivedType(typeof(Queued), "queued")]
[JsonDerivedType(typeof(Counted), "counted")]
[JsonDerivedType(typeof(Progress), "progress")]
public abstract record AdministrationReply
{
    private AdministrationReply()
    {
    }

    /// <summary>Done, durably.</summary>
    /// <param name="Address">What was acted on, in its canonical form.</param>
    public sealed record Done(string Address) : AdministrationReply;

    /// <summary>Not done.</summary>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Refused(string Reason) : AdministrationReply;

    /// <summary>An import came to its end.</summary>
    /// <param name="Added">How many accounts were added.</param>
    /// <param name="Problems">The lines that were refused, in order.</param>
    public sealed record Imported(int Added, ImmutableArray<ImportProblem> Problems) : AdministrationReply;

    /// <summary>The accounts, by address.</summary>
    /// <param name="List">One for each.</param>
    public sealed record Accounts(ImmutableArray<AccountRow> List) : AdministrationReply;

    /// <summary>What an account holds and may hold.</summary>
    /// <param name="Address">Whose.</param>
    /// <param name="UsedOctets">The octets of its mail.</param>
    /// <param name="Messages">How many messages.</param>
    /// <param name="LimitOctets">The most octets it may hold; null for no limit.</param>
    public sealed record Quota(string Address, long UsedOctets, long Messages, long? LimitOctets) : AdministrationReply;

    /// <summary>The aliases, by address.</summary>
    /// <param name="List">One for each.</param>
    public sealed record Aliases(ImmutableArray<AliasRow> List) : AdministrationReply;

    /// <summary>The DKIM keys, by domain.</summary>
    /// <param name="Keys">One for each.</param>
    public sealed record DkimKeyList(ImmutableArray<DkimKeyRow> Keys) : AdministrationReply;

    /// <summary>A backup is complete.</summary>
    /// <param name="Folder">Where.</param>
    /// <param name="AccountCount">How many accounts it holds.</param>
    public sealed record BackedUp(string Folder, int AccountCount) : AdministrationReply;

    /// <summary>A check came to its end.</summary>
    /// <param name="AccountCount">How many accounts were verified.</param>
    /// <param name="Findings">What is not as it must be, and what could not be compared; no damage is among them when all is well.</param>
    /// <param name="Mended">What was not as it must be and is again.</param>
    public sealed record Checked(int AccountCount, ImmutableArray<FindingRow> Findings, ImmutableArray<FindingRow> Mended) : AdministrationReply;

    /// <summary>Messages of the queue, by arrival.</summary>
    /// <param name="List">One for each.</param>
    /// <param name="HasMore">Whether the list goes on after these.</param>
    public sealed record Queued(ImmutableArray<QueuedRow> List, bool HasMore = false) : AdministrationReply;

    /// <summary>Something was done to so many.</summary>
    /// <param name="Count">How many.</param>
    public sealed record Counted(int Count) : AdministrationReply;

    /// <summary>Work goes on; the reply proper follows.</summary>
    /// <param name="Finished">How much is done.</param>
    /// <param name="Total">Of how much.</param>
    public sealed record Progress(int Finished, int Total) : AdministrationReply;
}

/// <summary>A line of an import that was refused.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Reason">Why.</param>
public sealed record ImportProblem(int Line, string Reason);

/// <summary>An account in a list.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record AccountRow(string Address, string Id, DateTimeOffset CreatedAt);

/// <summary>An alias in a list.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Targets">Where its mail goes.</param>
public sealed record AliasRow(string Address, ImmutableArray<string> Targets);

/// <summary>Something a check found.</summary>
/// <param name="Account">In whose mail; <see cref="Queue"/> for the outbound queue.</param>
/// <param name="Subject">What it concerns.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="IsDamage">Whether that must not be; false for what the check can only tell of.</param>
public sealed record FindingRow(string Account, string Subject, string Problem, bool IsDamage = true)
{
    /// <summary>Stands for the outbound queue: no account, for it is no address.</summary>
    public const string Queue = "queue";
}

/// <summary>A DKIM key in a list.</summary>
/// <param name="Domain">The domain it signs for.</param>
/// <param name="Selector">Its selector.</param>
/// <param name="Algorithm">Its algorithm: rsa-sha256 or ed25519-sha256.</param>
/// <param name="State">next, active or retired.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RecordName">The name of its TXT record.</param>
/// <param name="RecordStrings">The record, in strings of at most 255 octets.</param>
public sealed record DkimKeyRow(
    string Domain, string Selector, string Algorithm, string State, DateTimeOffset CreatedAt, string RecordName, ImmutableArray<string> RecordStrings);
