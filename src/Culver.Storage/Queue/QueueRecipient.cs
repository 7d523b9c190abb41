namespace Culver.Storage.Queue;

/// <summary>A recipient of a queued message, with what has become of it.</summary>
public sealed record QueueRecipient
{
    /// <summary>The message.</summary>
    public required QueueId Message { get; init; }

    /// <summary>Which of its recipients, from 0. It stays the same for ever.</summary>
    public required int Number { get; init; }

    /// <summary>The address, without angle brackets.</summary>
    public required string Address { get; init; }

    /// <summary>What its mail is queued for: all recipients of one destination go the same way. Chosen by the router.</summary>
    public required string Destination { get; init; }

    /// <summary>When the sender wants to hear of it.</summary>
    public DsnNotify Notify { get; init; }

    /// <summary>The original recipient, decoded: a type, a semicolon and an address (ORCPT, RFC 3461 §4.2).</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>What has become of it.</summary>
    public RecipientState State { get; init; }

    /// <summary>How many attempts failed so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next attempt is due, while it waits.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>When it was last attempted.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>The server that answered last, by name.</summary>
    public string? LastServer { get; init; }

    /// <summary>What it said, or what kept us from asking it.</summary>
    public string? LastReply { get; init; }

    /// <summary>The last enhanced status, as in <c>4.4.1</c> (RFC 3463).</summary>
    public string? LastStatus { get; init; }

    /// <summary>Whether the sender was told of the delay.</summary>
    public bool DelayTold { get; init; }

    /// <summary>Whether more is to come of it.</summary>
    public bool IsWaiting => State == RecipientState.Waiting;
}
