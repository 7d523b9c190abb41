namespace Culver.Sasl.Plain;

/// <summary>The one message of PLAIN (RFC 4616 §2).</summary>
internal sealed record PlainMessage(string AuthorizationIdentity, string UserName, string Password)
{
    // message   = [authzid] UTF8NUL authcid UTF8NUL passwd      RFC 4616 §2
    // authcid   = 1*SAFE ; MUST accept up to 255 octets
    // authzid   = 1*SAFE ; MUST accept up to 255 octets
    // passwd    = 1*SAFE ; MUST accept up to 255 octets
    public static PlainMessage? Parse(ReadOnlySpan<byte> message)
    {
        var first = message.IndexOf((byte)0);
        if (first < 0)
        {
            return null;
        }

        var rest = message[(first + 1)..];
        var second = rest.IndexOf((byte)0);
        if (second <= 0)
        {
            return null; // no second NUL, or an empty authcid
        }

        var password = rest[(second + 1)..];
        return !password.IsEmpty && !password.Contains((byte)0)
            && StrictUtf8.TryDecode(message[..first], out var authorizationIdentity)
            && StrictUtf8.TryDecode(rest[..second], out var userName)
            && StrictUtf8.TryDecode(password, out var passwordText)
            ? new(authorizationIdentity, userName, passwordText)
            : null;
    }

    // A record prints its members; this one holds a password.
    public override string ToString() => nameof(PlainMessage);
}
