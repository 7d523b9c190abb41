namespace Culver.Delivery;

/// <summary>Settings of delivery to accounts here.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Whether mail to <c>name+detail</c> goes to the mailbox called detail where the account has one. Off, it goes to INBOX, as all else does.</summary>
    public bool FileByDetail { get; set; }

    /// <summary>Whether a full account refuses mail for good (552 5.2.2). Off, the sender tries again later (452 4.2.2), and nothing is lost while someone makes room.</summary>
    public bool OverQuotaIsPermanent { get; set; }

    /// <summary>How many recipients of one message are delivered to at the same time.</summary>
    public int ParallelRecipients { get; set; } = 8;

    /// <summary>How long it is remembered which recipients have a message that others could not get, so that the client's next try passes them over.</summary>
    public TimeSpan PartialDeliveryMemory { get; set; } = TimeSpan.FromDays(2);

    /// <summary>What is demanded of other servers' TLS.</summary>
    public TransportSecurityOptions Security { get; init; } = new();
}
