namespace Culver.MailAuth.Dkim;

/// <summary>The names of <see cref="SignatureAlgorithm"/> in a= and k=.</summary>
internal static class SignatureAlgorithms
{
    public static string TagName(this SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.RsaSha256 => "rsa-sha256",
        SignatureAlgorithm.Ed25519Sha256 => "ed25519-sha256",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    public static string KeyType(this SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.RsaSha256 => "rsa",
        SignatureAlgorithm.Ed25519Sha256 => "ed25519",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    public static SignatureAlgorithm? Named(string name) => name switch
    {
        "rsa-sha256" => SignatureAlgorithm.RsaSha256,
        "ed25519-sha256" => SignatureAlgorithm.Ed25519Sha256,
        _ => null,
    };
}
