namespace Culver.Delivery;

/// <summary>What becomes of a submission whose From, Sender, Resent-From or Resent-Sender field names somebody the account may not send as.</summary>
public enum FromCheck
{
    /// <summary>It is refused with 550 5.7.1: nothing leaves here in another's name.</summary>
    Refuse,

    /// <summary>It is taken, and a Sender field tells who sent it (RFC 6409 §8.1). For people who write for others.</summary>
    AddSender,

    /// <summary>It is taken as it is. The envelope's sender is checked all the same.</summary>
    Off,
}
