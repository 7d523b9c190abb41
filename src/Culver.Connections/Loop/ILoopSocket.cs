namespace Culver.Connections;

/// <summary>What the loop tells of its socket.</summary>
internal interface ILoopSocket
{
    /// <summary>Its number in the loop; set once, before it is watched.</summary>
    ulong Token { get; set; }

    /// <summary>Something happened to the socket. Never throws.</summary>
    /// <param name="events">What happened.</param>
    /// <param name="isAlone">Whether no other thread waits for the loop: this one must be back at once.</param>
    void Happened(uint events, bool isAlone);
}
