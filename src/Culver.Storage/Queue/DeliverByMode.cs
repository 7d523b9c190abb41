namespace Culver.Storage.Queue;

/// <summary>What happens when a message was not delivered by its time (RFC 2852 §4).</summary>
public enum DeliverByMode
{
    /// <summary><c>R</c>: it is returned.</summary>
    Return,

    /// <summary><c>N</c>: the sender is told, and delivery is tried on.</summary>
    Notify,
}
