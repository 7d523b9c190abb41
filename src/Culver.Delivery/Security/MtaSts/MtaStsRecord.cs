using System.Buffers;

namespace Culver.Delivery.Security.MtaSts;

/// <summary>The TXT record that says that there is a policy, and which (RFC 8461 §3.1).</summary>
internal static class MtaStsRecord
{
    private const string Version = "v=STSv1";
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>The id of the policy; null when the texts are not exactly one valid record.</summary>
    // sts-text-record = sts-version 1*(sts-field-delim sts-field) [sts-field-delim] ; sts-field-delim = *WSP ";" *WSP
    // sts-id = %s"id=" 1*32(ALPHA / DIGIT)        RFC 8461 §3.1
    public static string? IdOf(IEnumerable<string> texts)
    {
        var records = texts.Where(static text => text.StartsWith(Version, StringComparison.Ordinal) && text[Version.Length..].TrimStart(' ', '\t').StartsWith(';')).ToArray();
        if (records.Length != 1)
            return null;
        string? id = null;
        foreach (var part in records[0].Split(';').Skip(1).Select(static part => part.Trim(' ', '\t')))
        {
            if (part.Length == 0)
                continue;
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == part.Length - 1)
                return null;
            if (id is null && part.StartsWith("id=", StringComparison.Ordinal))
                id = part[3..];
        }

        return id is { Length: <= 32 } && !id.AsSpan().ContainsAnyExcept(IdCharacters) ? id : null;
    }
}
