using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Culver.Smtp.Client;

/// <summary>What a TLS handshake must show.</summary>
/// <param name="ServerName">The name to ask for (SNI); empty for none.</param>
/// <param name="Verify">Approves the server's certificate: it, all that were sent, and what the platform found wrong; <see langword="null"/> when any will do (RFC 7435).</param>
/// <param name="ClientCertificates">Certificates to show when asked; none for most.</param>
public sealed record ClientTls(
    string ServerName,
    Func<X509Certificate2, IReadOnlyList<X509Certificate2>, SslPolicyErrors, bool>? Verify,
    X509CertificateCollection? ClientCertificates = null);
