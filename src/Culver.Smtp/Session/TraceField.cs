using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Session;

/// <summary>
/// The Received field (RFC 5321 §4.4). Nothing the client chose gets in that could end the line or a comment: the EHLO name and the addresses
/// have passed their grammar, the rest is ours.
/// </summary>
internal static class TraceField
{
    // Time-stamp-line = "Received:" FWS Stamp <CRLF>
    // Stamp           = From-domain By-domain Opt-info [CFWS] ";" FWS date-time
    // Opt-info        = [Via] [With] [ID] [For] [Additional-Registered-Clauses]        RFC 5321 §4.4
    public static byte[] Received(MessageSender sender, IReadOnlyList<MailAddress> recipients, SmtpSession session, DateTimeOffset now)
    {
        var text = new StringBuilder(256).Append("Received: from ");
        var address = Literal(sender.Origin.Remote.Address);
        // Extended-Domain = Domain / ( Domain FWS "(" TCP-info ")" ) / ( address-literal FWS "(" TCP-info ")" )
        if (IsExtendedDomain(sender.Origin.ClientName))
            text.Append(sender.Origin.ClientName).Append(" (").Append(address).Append(')');
        else
            text.Append(address).Append(" (").Append(address).Append(") (as ").Append(sender.Origin.ClientName).Append(')');
        text.Append("\r\n\tby ").Append(session.Environment.Options.HostName)
            .Append(" with ").Append(Protocol(sender, session.IsExtended));
        if (sender.Origin.Tls is { } tls)
            text.Append(" (").Append(tls.Version).Append(')');
        text.Append("\r\n\tid ").Append(sender.Id);
        // RFC 5321 §4.4 and §7.2: the FOR clause names one path or is left out; with several it would disclose blind copies. <Postmaster> alone is no path.
        if (recipients.Count == 1 && recipients[0].Domain.Length > 0 && (sender.SmtpUtf8 || !recipients[0].IsInternational))
            text.Append("\r\n\tfor <").Append(recipients[0]).Append('>');
        // Pri = CFWS "PRIORITY" FWS priority-value        RFC 6710 §7
        if (sender.Priority is { } priority)
            text.Append(CultureInfo.InvariantCulture, $"\r\n\tPRIORITY {priority}");
        // tls-cipher-clause = CFWS "tls" FWS tls-cipher        RFC 8314 §4.3
        if (sender.Origin.Tls is { CipherSuite.Length: > 0 } secured)
            text.Append("\r\n\ttls ").Append(secured.CipherSuite);
        text.Append(";\r\n\t").Append(Date(now)).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>date-time of RFC 5322 §3.3 without its obsolete forms, with an explicit offset (RFC 5321 §4.4).</summary>
    public static string Date(DateTimeOffset time) =>
        time.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    /// <summary>The registered name of the way it came: RFC 3848 §1, and RFC 6531 §4.3 for those with SMTPUTF8.</summary>
    public static string Protocol(MessageSender sender, bool extended)
    {
        if (sender.Origin.Protocol == SmtpProtocol.Lmtp)
            return (sender.SmtpUtf8 ? "UTF8LMTP" : "LMTP") + (sender.Origin.Tls is null ? "" : "S");
        // After HELO there is no name for more than SMTP; comments say the rest.
        if (!sender.SmtpUtf8 && !extended)
            return "SMTP";
        return (sender.SmtpUtf8 ? "UTF8SMTP" : "ESMTP") + (sender.Origin.Tls is null ? "" : "S") + (sender.Origin.Login is null ? "" : "A");
    }

    /// <summary>An address literal (RFC 5321 §4.1.3).</summary>
    public static string Literal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]" : $"[{address}]";

    private static bool IsExtendedDomain(string name)
    {
        Span<byte> bytes = stackalloc byte[PathGrammar.MaxDomain];
        if (!Encoding.ASCII.TryGetBytes(name, bytes, out var length))
            return false;
        var text = bytes[..length];
        return text[0] == (byte)'[' ? PathGrammar.IsAddressLiteral(text) : PathGrammar.DomainLength(text) == length;
    }
}
