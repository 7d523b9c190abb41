namespace Culver.Connections;

/// <summary>The certificates served at one time; replaced as a whole when a file changes.</summary>
internal sealed class CertificateSet
{
    private readonly Dictionary<string, ServedCertificate> _byName = new(StringComparer.OrdinalIgnoreCase);

    public CertificateSet(IReadOnlyList<ServedCertificate> certificates)
    {
        Default = certificates[0];
        foreach (var certificate in certificates)
        {
            foreach (var name in certificate.HostNames)
                _byName.TryAdd(name, certificate);
        }
    }

    /// <summary>For clients that name no host or one we have no certificate for: a wrong certificate tells them more than a broken handshake.</summary>
    // Liberty, RFC 9325 §3.7: an unknown name is no unrecognized_name alert. For SMTP, RFC 7672 §8.1 and RFC 8461 §7.1 demand it; names of mail servers are many.
    public ServedCertificate Default { get; }

    public ServedCertificate Select(string? serverName)
    {
        if (string.IsNullOrEmpty(serverName))
            return Default;
        if (_byName.TryGetValue(serverName, out var exact))
            return exact;
        // RFC 6125 §6.4.3: a wildcard stands for the whole leftmost label and for that one only.
        var dot = serverName.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _byName.TryGetValue("*" + serverName[dot..], out var wildcard) ? wildcard : Default;
    }
}
