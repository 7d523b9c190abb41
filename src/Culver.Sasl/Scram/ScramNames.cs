namespace Culver.Sasl.Scram;

/// <summary>The names of the SCRAM family.</summary>
internal static class ScramNames
{
    public const string PlusSuffix = "-PLUS";

    public static string Of(ScramHash hash, bool bound)
    {
        var name = hash switch
        {
            ScramHash.Sha1 => "SCRAM-SHA-1",
            ScramHash.Sha256 => "SCRAM-SHA-256",
            ScramHash.Sha512 => "SCRAM-SHA-512",
            _ => throw new ArgumentOutOfRangeException(nameof(hash)),
        };
        return bound ? name + PlusSuffix : name;
    }
}
