namespace Culver.Delivery;

/// <summary>
/// Takes messages that go on by themselves: to other servers, and to accounts here, which are delivered to at once. Whoever commits an
/// entry may forget the message: it is delivered, or its sender is told.
/// </summary>
internal interface IOutboundQueue
{
    /// <summary>Whether it sends on what an alias here leads elsewhere. While it does not, such an alias is refused to the client, not bounced.</summary>
    bool ForwardsAliases => false;

    /// <summary>Begins an entry. Nothing is kept of it until it is committed.</summary>
    IOutboundEntry Begin(OutboundEnvelope envelope);
}
