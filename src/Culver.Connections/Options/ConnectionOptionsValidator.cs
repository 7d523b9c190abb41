using Microsoft.Extensions.Options;

namespace Culver.Connections;

/// <summary>Checks <see cref="ConnectionOptions"/> as a whole and reports every error, not the first.</summary>
internal sealed class ConnectionOptionsValidator : IValidateOptions<ConnectionOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, ConnectionOptions options)
    {
        var errors = new List<string>();
        AtLeast(1, options.MaxConnections, nameof(options.MaxConnections));
        AtLeast(1, options.MaxConnectionsPerAddress, nameof(options.MaxConnectionsPerAddress));
        AtLeast(1, options.MaxConnectionsBeforeLogin, nameof(options.MaxConnectionsBeforeLogin));
        AtLeast(1, options.MaxNewConnectionsPerMinute, nameof(options.MaxNewConnectionsPerMinute));
        AtLeast(1, options.LeastArrivalRate, nameof(options.LeastArrivalRate));
        AtLeast(1, options.MaxConnectionsPerAccount, nameof(options.MaxConnectionsPerAccount));
        AtLeast(4096, options.ReadBufferSize, nameof(options.ReadBufferSize));
        AtLeast(4096, options.WriteBufferSize, nameof(options.WriteBufferSize));
        if (!Enum.IsDefined(options.Transport))
            errors.Add($"{nameof(options.Transport)} is Automatic or Kestrel.");
        AtLeast(1, options.Backlog, nameof(options.Backlog));
        Lasts(options.PreLoginTimeout, nameof(options.PreLoginTimeout));
        Lasts(options.IdleTimeout, nameof(options.IdleTimeout));
        Lasts(options.ArrivalTimeout, nameof(options.ArrivalTimeout));
        Lasts(options.HandshakeTimeout, nameof(options.HandshakeTimeout));
        Lasts(options.WriteTimeout, nameof(options.WriteTimeout));
        Lasts(options.EndingGrace, nameof(options.EndingGrace));
        Lasts(options.ShutdownTimeout, nameof(options.ShutdownTimeout));
        Lasts(options.KeepAlive, nameof(options.KeepAlive));
        Networks(options.ExemptNetworks, nameof(options.ExemptNetworks));

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var listener in options.Listeners)
        {
            if (listener.Name.Length == 0)
                errors.Add("A listener has no Name.");
            else if (!names.Add(listener.Name))
                errors.Add($"{listener.Name}: two listeners have this name.");
            foreach (var address in listener.Addresses)
            {
                if (!EndPointText.TryParse(address, out var endPoint))
                    errors.Add($"{listener.Name}: '{address}' is not an address such as 127.0.0.1:1143, [::1]:1143 or *:143.");
                // RFC 2033 §5: it MUST NOT be spoken on the port of SMTP.
                else if (listener.Protocol == "lmtp" && endPoint.Port == 25)
                    errors.Add($"{listener.Name}: LMTP is not spoken on port 25 (RFC 2033 section 5).");
            }
            if (!Enum.IsDefined(listener.Tls))
                errors.Add($"{listener.Name}: Tls is StartTls, Implicit or None.");
            foreach (var protocol in listener.ApplicationProtocols)
            {
                // RFC 7301 §3.1: opaque ProtocolName<1..2^8-1>.
                if (protocol.Length is 0 or > 255 || !System.Text.Ascii.IsValid(protocol))
                    errors.Add($"{listener.Name}: '{protocol}' is not an ALPN name of 1 to 255 ASCII characters.");
            }
            Networks(listener.TrustedProxies, $"{listener.Name}: {nameof(listener.TrustedProxies)}");
            if (listener.PreLoginTimeout is { } preLogin)
                Lasts(preLogin, $"{listener.Name}: {nameof(listener.PreLoginTimeout)}");
            if (listener.IdleTimeout is { } idle)
                Lasts(idle, $"{listener.Name}: {nameof(listener.IdleTimeout)}");
        }
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void AtLeast(int least, int value, string setting)
        {
            if (value < least)
                errors.Add($"{setting} is {value}; the least is {least}.");
        }

        void Lasts(TimeSpan value, string setting)
        {
            if (value <= TimeSpan.Zero || value > Longest)
                errors.Add($"{setting} is {value}; it must be longer than nothing and at most a day.");
        }

        void Networks(IEnumerable<string> networks, string setting)
        {
            foreach (var network in networks)
            {
                if (!EndPointText.TryParseNetwork(network, out _))
                    errors.Add($"{setting}: '{network}' is not a network such as 192.0.2.0/24 or an address.");
            }
        }
    }
}
