using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Culver.Delivery;

/// <summary>Says how safe the way to a domain must be: MTA-STS (RFC 8461) and DANE (RFC 7672).</summary>
internal interface ITransportPolicy
{
    /// <summary>Finds what holds for a host of a domain. Asked before each connection; answers are cached behind it.</summary>
    /// <param name="domain">The domain mail is for, lower-case, A-labels.</param>
    /// <param name="host">The mail exchanger, lower-case, A-labels.</param>
    /// <param name="port">The port to connect to.</param>
    /// <param name="secureRoute">Whether the names that led from the domain to the host came with DNSSEC's proof (RFC 7672 §2.2.1).</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<TransportRequirement> RequireAsync(string domain, string host, int port, bool secureRoute, CancellationToken cancellationToken);

    /// <summary>Whether it is the administrator here who demands TLS of a domain's servers: then no sender can do without it (RFC 8689 §4.2.2 speaks of what the domain demands).</summary>
    /// <param name="domain">The domain mail is for.</param>
    bool IsMandatory(string domain);

    /// <summary>Hears what came of a connection's TLS, for reports (RFC 8460).</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="host">The host.</param>
    /// <param name="requirement">What held.</param>
    /// <param name="failure">What went wrong, as a result-type of RFC 8460 §4.3; <see langword="null"/> when nothing did.</param>
    void Report(string domain, string host, TransportRequirement requirement, string? failure);
}

/// <summary>What must hold of a connection to a host. A closed set.</summary>
internal abstract record TransportRequirement
{
    private TransportRequirement()
    {
    }

    /// <summary>TLS where the server has it, whatever its certificate; plain text otherwise (RFC 7435).</summary>
    public sealed record Opportunistic : TransportRequirement
    {
        /// <summary>The one value.</summary>
        public static Opportunistic Instance { get; } = new();
    }

    /// <summary>TLS, and a certificate the check approves; otherwise the host is not used.</summary>
    /// <param name="Policy">Which policy wants it: <c>sts</c>, <c>tlsa</c> (RFC 8460 §4.2).</param>
    /// <param name="ServerName">The name to ask for in the handshake.</param>
    /// <param name="Verify">Approves the certificate presented, its chain as far as sent, and what the platform found wrong with them.</param>
    public sealed record Verified(string Policy, string ServerName, CertificateCheck Verify) : TransportRequirement;

    /// <summary>TLS, with any certificate (RFC 7672 §2.2: TLSA records that are there and unusable).</summary>
    /// <param name="Policy">Which policy wants it.</param>
    public sealed record Encrypted(string Policy) : TransportRequirement;

    /// <summary>The host is not to be used at all: it is not in the policy, or its records cannot be had (RFC 8461 §4.1, RFC 7672 §2.1.2).</summary>
    /// <param name="Policy">Which policy forbids it.</param>
    /// <param name="Reason">Why, for the log and the sender.</param>
    public sealed record Forbidden(string Policy, string Reason) : TransportRequirement;
}

/// <summary>Approves a certificate.</summary>
/// <param name="certificate">The server's own.</param>
/// <param name="presented">All that were sent, its own first.</param>
/// <param name="errors">What the platform found wrong, by its own roots and the server name.</param>
internal delegate bool CertificateCheck(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> presented, SslPolicyErrors errors);
