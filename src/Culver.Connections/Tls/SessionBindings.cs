using System.Net.Security;
using System.Security.Authentication;
using System.Security.Authentication.ExtendedProtection;

namespace Culver.Connections;

/// <summary>The channel bindings that are of the TLS session itself, not of the certificate.</summary>
/// <param name="Unique">The data of <c>tls-unique</c> (RFC 5929 §3); null from TLS 1.3 on and where it would not be unique.</param>
/// <param name="Exporter">The data of <c>tls-exporter</c> (RFC 9266); null below TLS 1.3 and where OpenSSL is out of reach.</param>
internal sealed record SessionBindings(byte[]? Unique, byte[]? Exporter)
{
    private static ReadOnlySpan<byte> UniquePrefix => "tls-unique:"u8;

    /// <summary>Asks a stream whose handshake is done.</summary>
    public static SessionBindings Of(SslStream stream)
    {
        if (OpenSslSession.Of(stream) is not { } session)
            return new(null, null);

        // RFC 9266 §3: tls-unique is not defined for TLS 1.3. RFC 7677 §4: below it, only with the extended master secret.
        return stream.SslProtocol == SslProtocols.Tls13
            ? new(null, session.Export())
            : new(session.HasExtendedMasterSecret() ? UniqueOf(stream) : null, null);
    }

    // The framework hands out a structure that ends in "tls-unique:" and the Finished message (12 octets in TLS 1.2).
    private static byte[]? UniqueOf(SslStream stream)
    {
        using var token = stream.TransportContext.GetChannelBinding(ChannelBindingKind.Unique);
        if (token is null || token.IsInvalid)
            return null;
        var octets = new byte[token.Size];
        System.Runtime.InteropServices.Marshal.Copy(token.DangerousGetHandle(), octets, 0, octets.Length);
        var start = octets.AsSpan().LastIndexOf(UniquePrefix);
        return start < 0 || start + UniquePrefix.Length == octets.Length ? null : octets[(start + UniquePrefix.Length)..];
    }
}
