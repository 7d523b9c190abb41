using Culver.Storage.Engine;

namespace Culver.Storage.Accounts;

/// <summary>What an open account holds in memory of one mailbox. Guarded by the account's gate but for <see cref="Recent"/>.</summary>
internal sealed class MailboxState(Uid recent)
{
    private long _recent = recent.Value;

    /// <summary>The flag sets of its rows; lives as long as the state, so that the numbers in any snapshot stay good.</summary>
    public FlagSetTable Flags { get; } = new();

    /// <summary>Its rows as of the newest commit; null until somebody asked.</summary>
    public LatestMailbox? Latest { get; set; }

    /// <summary>The load that runs; null when none does.</summary>
    public Task<LatestMailbox?>? Loading { get; set; }

    /// <summary>What was committed since the running load began; null when none runs.</summary>
    public List<MailboxDelta>? Missed { get; set; }

    /// <summary>The first UID nobody was told as <c>\Recent</c>.</summary>
    public Uid Recent => new((uint)Volatile.Read(ref _recent));

    /// <summary>Takes all below <paramref name="uidNext"/>; returns where the caller's own begin.</summary>
    public Uid ClaimRecent(Uid uidNext, out bool raised)
    {
        while (true)
        {
            var floor = Volatile.Read(ref _recent);
            raised = uidNext.Value > floor;
            if (!raised || Interlocked.CompareExchange(ref _recent, uidNext.Value, floor) == floor)
                return new((uint)floor);
        }
    }
}
