namespace Culver.Storage;

/// <summary>A message to store.</summary>
/// <param name="Content">Its bytes, staged, and their digest. The store does not dispose it: one staged content may go to many mailboxes.</param>
/// <param name="Flags">Its first flags.</param>
/// <param name="InternalDate">When it arrived, with its zone.</param>
public sealed record NewMessage(IStagedContent Content, MessageFlags Flags, DateTimeOffset InternalDate);

/// <summary>Says which delivery a message belongs to, so that a retry never stores it twice.</summary>
/// <param name="Delivery">The delivery's own 128-bit id.</param>
/// <param name="Recipient">The recipient address it is for.</param>
public sealed record DeliveryKey(Bits128 Delivery, string Recipient);
