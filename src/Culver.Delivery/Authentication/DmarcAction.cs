namespace Culver.Delivery;

/// <summary>What is done with mail that fails DMARC.</summary>
public enum DmarcAction
{
    /// <summary>It is marked, and delivered as any other.</summary>
    None,

    /// <summary>Where the author's domain asks for quarantine or rejection, it is delivered into the mailbox for junk.</summary>
    Quarantine,

    /// <summary>Where the domain asks for rejection, it is refused (550 5.7.1); where it asks for quarantine, it goes to the mailbox for junk.</summary>
    Enforce,
}
