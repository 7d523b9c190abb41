using System.Security.Authentication;

namespace Culver.Connections;

/// <summary>What is known of the TLS session that protects a connection, for logs and Received fields.</summary>
/// <param name="Version">The version in the words of the RFCs: <c>TLSv1.2</c>, <c>TLSv1.3</c>.</param>
/// <param name="CipherSuite">The IANA name of the cipher suite, or an empty text where the proxy did not tell it.</param>
/// <param name="ApplicationProtocol">The protocol agreed on by ALPN, or <see langword="null"/>.</param>
/// <param name="ServerName">The name the client asked for by SNI, or <see langword="null"/>.</param>
/// <param name="ByProxy">Whether a trusted proxy ended the TLS session and told us so; channel binding is then out of reach.</param>
public sealed record TlsDetails(string Version, string CipherSuite, string? ApplicationProtocol, string? ServerName, bool ByProxy)
{
    /// <summary>Whether the session is TLS 1.3 or later, where <c>tls-unique</c> is not defined (RFC 9266 §3).</summary>
    public bool IsTls13 => Version is "TLSv1.3";

    internal static string VersionName(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLSv1.2",
        SslProtocols.Tls13 => "TLSv1.3",
        _ => protocol.ToString(),
    };
}
