namespace Culver.Storage;

/// <summary>The flags of a message in the terms of its mailbox: keyword bit <c>n</c> is <see cref="MailboxInfo.Keywords"/>[n].</summary>
/// <param name="System">The system flags.</param>
/// <param name="Keywords">A bit for each keyword.</param>
public readonly record struct FlagSet(SystemFlags System, Bits128 Keywords);
