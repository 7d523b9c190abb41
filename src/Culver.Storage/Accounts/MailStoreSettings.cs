using Culver.Storage.Search;

namespace Culver.Storage.Accounts;

/// <summary>What an operator may set about accounts, whatever the engine.</summary>
public sealed record MailStoreSettings
{
    /// <summary>How many accounts stay open that nobody uses.</summary>
    public int IdleAccounts { get; init; } = 256;

    /// <summary>How many rows a copy, a move, an expunge or a change of flags commits before it lets others in.</summary>
    public int SliceRows { get; init; } = 10_000;

    /// <summary>How many operations become durable together at most.</summary>
    public int BatchWrites { get; init; } = 512;

    /// <summary>How text is indexed.</summary>
    public TextSearchSettings Text { get; init; } = new();

    /// <summary>How many octets become durable together at most (one operation may be larger).</summary>
    public long BatchBytes { get; init; } = 8 << 20;

    /// <summary>How long after something vanished its content is swept.</summary>
    public TimeSpan SweepDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many rows one slice of sweeping removes.</summary>
    public int SweepRows { get; init; } = 500;
}
