namespace Culver.Storage;

/// <summary>What whoever asks for a write does until it is durable: a hint, which changes nothing of what happens or is answered.</summary>
public enum CommitWait
{
    /// <summary>Something else, for instance asking for the next write; the thread is not to be held up.</summary>
    Aside,

    /// <summary>
    /// Nothing. The write may be made durable on the thread that asks, where that is one that may wait for a disk: no other has to be woken then, nor
    /// this one again. It may be, unless it is of the pool, whose threads serve everybody.
    /// </summary>
    Here,
}
