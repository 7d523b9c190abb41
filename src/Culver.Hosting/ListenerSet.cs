using Culver.Connections;

namespace Culver.Hosting;

/// <summary>Turns the listen settings into listeners.</summary>
internal static class ListenerSet
{
    private sealed record Kind(string Name, string Protocol, TlsMode Tls, Func<ListenOptions, string> Address)
    {
        // RFC 7301's registry has names for these protocols; clients that use ALPN offer them. SMTP and LMTP have none.
        public string[] ApplicationProtocols => Protocol is "imap" or "pop3" ? [Protocol] : [];
    }

    private static readonly Kind[] Kinds =
    [
        new("imap", "imap", TlsMode.StartTls, static listen => listen.Imap),
        new("imaps", "imap", TlsMode.Implicit, static listen => listen.Imaps),
        new("pop3", "pop3", TlsMode.StartTls, static listen => listen.Pop3),
        new("pop3s", "pop3", TlsMode.Implicit, static listen => listen.Pop3s),
        new("smtp", "smtp", TlsMode.StartTls, static listen => listen.Smtp),
        new("submission", "submission", TlsMode.StartTls, static listen => listen.Submission),
        new("submissions", "submission", TlsMode.Implicit, static listen => listen.Submissions),
        new("lmtp", "lmtp", TlsMode.StartTls, static listen => listen.Lmtp),
        new("http", "http", TlsMode.None, static listen => listen.Http),
    ];

    // What a handler speaks by now; a setting for another protocol is accepted, said to be idle, and never shown as bound.
    private static readonly string[] Served = ["imap", "pop3", "smtp", "lmtp", "submission"];

    /// <summary>The listeners of the protocols that are served.</summary>
    public static IEnumerable<ListenerOptions> Of(ListenOptions listen)
    {
        foreach (var kind in Kinds.Where(kind => Served.Contains(kind.Protocol) && !IsOff(kind.Address(listen))))
        {
            yield return new()
            {
                Name = kind.Name,
                Protocol = kind.Protocol,
                Tls = kind.Tls,
                ApplicationProtocols = [.. kind.ApplicationProtocols],
                Addresses = [.. kind.Address(listen).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(static address => address != ListenOptions.MemoryOnly)],
                TrustedProxies = [.. listen.TrustedProxies],
            };
        }
    }

    /// <summary>What was asked to listen and cannot, because nothing speaks it.</summary>
    public static IEnumerable<(string Listener, string Address)> NotServed(ListenOptions listen) =>
        Kinds.Where(kind => !Served.Contains(kind.Protocol) && !IsOff(kind.Address(listen))).Select(kind => (kind.Name, kind.Address(listen)));

    private static bool IsOff(string address) => string.IsNullOrWhiteSpace(address) || string.Equals(address, ListenOptions.Off, StringComparison.OrdinalIgnoreCase);
}
