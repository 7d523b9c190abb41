// Writes Authentication-Results. Rules upheld: whatever a sender chose gets into the field only as a quoted string, a domain name or an
// address that was read as one, so it can neither end the line nor begin another result.
using System.Buffers;
using System.Text;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Results;

/// <summary>The results of one receiver about one message (RFC 8601).</summary>
/// <param name="AuthservId">Who says so (authserv-id, RFC 8601 §2.5).</param>
/// <param name="Methods">What it found; none for a message nothing was asked about.</param>
public sealed record AuthenticationResults(string AuthservId, IReadOnlyList<MethodResult> Methods)
{
    // token = 1*<any (US-ASCII) CHAR except SPACE, CTLs, or tspecials>        RFC 2045 §5.1
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`{|}~");

    /// <summary>The field, its CRLF included, as UTF-8 (RFC 8601 §4.2 with RFC 6532).</summary>
    public byte[] ToField() => Encoding.UTF8.GetBytes($"Authentication-Results: {Payload}\r\n");

    /// <summary>Finds the newest results under a name in a message: what its bearer wrote there.</summary>
    /// <param name="scan">The message.</param>
    /// <param name="authservId">The name.</param>
    /// <returns>The value of the field; null when there is none.</returns>
    public static string? Find(MessageScan scan, string authservId)
    {
        ArgumentNullException.ThrowIfNull(scan);
        foreach (var field in scan.Header.Named("Authentication-Results"))
        {
            if (Results.AuthservId.TryRead(field.Value, out var id) && id.Equals(authservId, StringComparison.OrdinalIgnoreCase))
                return Encoding.UTF8.GetString(field.Value).Trim(' ', '\t', '\r', '\n');
        }

        return null;
    }

    /// <summary>The value of the field, without its name and line end, for the fields that hold the same (RFC 8617 §4.1.1).</summary>
    public string Payload => Write();

    // authres-payload = [CFWS] authserv-id [ CFWS authres-version ] ( no-result / 1*resinfo ) [CFWS] CRLF
    // resinfo         = [CFWS] ";" methodspec [ CFWS reasonspec ] [ CFWS 1*propspec ]
    // reasonspec      = "reason" [CFWS] "=" [CFWS] value
    // propspec        = ptype [CFWS] "." [CFWS] property [CFWS] "=" pvalue        RFC 8601 §2.2
    private string Write()
    {
        var text = new StringBuilder(Value(AuthservId));
        if (Methods.Count == 0)
            return text.Append("; none").ToString();
        foreach (var method in Methods)
        {
            text.Append(";\r\n\t").Append(method.Method).Append('=').Append(method.Result);
            if (method.Comment is { Length: > 0 } comment)
                text.Append(" (").Append(Comment(comment)).Append(')');
            if (method.Reason is { Length: > 0 } reason)
                text.Append("\r\n\t reason=").Append(Quoted(reason));
            foreach (var property in method.Properties)
                text.Append("\r\n\t ").Append(property.Type).Append('.').Append(property.Name).Append('=').Append(Identity(property.Value));
        }

        return text.ToString();
    }

    // pvalue = [CFWS] ( value / [ [ local-part ] "@" ] domain-name ) [CFWS]
    private static string Identity(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 0 || !IsDotted(text.AsSpan(at + 1)))
            return Value(text);
        var local = text[..at];
        return local.Length == 0 || IsDotted(local) ? text : Quoted(local) + text[at..];
    }

    // value = token / quoted-string        RFC 2045 §5.1
    private static string Value(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenCharacters) ? text : Quoted(text);

    // dot-atom of RFC 5322 §3.2.3, with the non-ASCII characters of RFC 6531 §3.3.
    private static bool IsDotted(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] == '.' || text[^1] == '.')
            return false;
        foreach (var c in text)
        {
            if (c < 0x80 ? !TokenCharacters.Contains(c) && c is not ('/' or '=' or '?') : char.IsControl(c) || char.IsWhiteSpace(c))
                return false;
        }

        return true;
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\');
            quoted.Append(char.IsControl(c) ? '?' : c);
        }

        return quoted.Append('"').ToString();
    }

    private static string Comment(string text)
    {
        var comment = new StringBuilder(text.Length);
        foreach (var c in text)
            comment.Append(c is '(' or ')' or '\\' || char.IsControl(c) ? ' ' : c);
        return comment.ToString();
    }
}
