namespace Culver.MailAuth.Messages;

/// <summary>What a message may ask of a scan.</summary>
/// <param name="MaxHeaderSize">Octets of the header section.</param>
/// <param name="MaxSignatures">DKIM signatures looked at, from the top; the rest are passed over.</param>
public sealed record ScanLimits(int MaxHeaderSize = 1024 * 1024, int MaxSignatures = 8);
