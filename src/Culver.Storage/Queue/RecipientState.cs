namespace Culver.Storage.Queue;

/// <summary>What has become of a recipient of a queued message.</summary>
public enum RecipientState
{
    /// <summary>It waits for its next attempt.</summary>
    Waiting,

    /// <summary>It was delivered to an account here, or the next server took it and will tell the sender itself.</summary>
    Delivered,

    /// <summary>The next server took it and says nothing of what follows (RFC 3464 §2.3.3, relayed).</summary>
    Relayed,

    /// <summary>It was handed on to several others (RFC 3464 §2.3.3, expanded).</summary>
    Expanded,

    /// <summary>It was given up, and the sender was told where that was wanted.</summary>
    Failed,
}
