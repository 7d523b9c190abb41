namespace Culver.Delivery;

/// <summary>A way that mail goes instead of to a domain's mail exchangers.</summary>
public sealed class RelayRouteOptions
{
    /// <summary>The domain; one that begins with a dot stands for all below it. Not used for the smarthost.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The host to send to: a name, whose addresses are looked up, or an address.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 25;

    /// <summary>How the connection is secured: `Opportunistic` uses TLS where it is offered, `Required` whatever the certificate, `Verified` with a certificate for the host, `Implicit` the same from the first octet (port 465), `None` never.</summary>
    public RelayTls Tls { get; set; } = RelayTls.Opportunistic;

    /// <summary>The name to log in with; empty for no login. The password is shown under TLS only, to a server whose certificate is valid for the host; with `Tls` = `Required` to any.</summary>
    public string UserName { get; set; } = "";

    /// <summary>The password to log in with.</summary>
    public string Password { get; set; } = "";

    /// <summary>Whether the host speaks LMTP.</summary>
    public bool Lmtp { get; set; }
}
