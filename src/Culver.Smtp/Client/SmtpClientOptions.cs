namespace Culver.Smtp.Client;

/// <summary>How a client behaves on a connection.</summary>
/// <param name="HelloName">What it calls itself in EHLO: a domain name, or an address literal.</param>
/// <param name="IsLmtp">Whether it speaks LMTP (RFC 2033).</param>
/// <param name="Timeouts">How long the server may take.</param>
/// <param name="Time">The clock.</param>
public sealed record SmtpClientOptions(string HelloName, bool IsLmtp, SmtpClientTimeouts Timeouts, TimeProvider Time);
