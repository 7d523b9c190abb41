using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Culver.Connections;

/// <summary>A certificate ready to be served: its context, made once, its names, and its channel binding.</summary>
internal sealed class ServedCertificate
{
    public ServedCertificate(X509Certificate2 leaf, X509Certificate2Collection chain)
    {
        Leaf = leaf;
        // Offline: nothing is fetched from the network, neither missing issuers nor staples.
        Context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
        EndPointBinding = ServerEndPoint.Of(leaf);
        var alternatives = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames()).ToList();
        // RFC 6125 §6.4.4: the common name counts only where there are no alternative names.
        if (alternatives.Count == 0 && leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } common)
            alternatives.Add(common);
        HostNames = alternatives;
    }

    public X509Certificate2 Leaf { get; }

    public SslStreamCertificateContext Context { get; }

    public byte[]? EndPointBinding { get; }

    public IReadOnlyList<string> HostNames { get; }
}
