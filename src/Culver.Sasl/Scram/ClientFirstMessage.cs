namespace Culver.Sasl.Scram;

/// <summary>client-first-message, taken apart.</summary>
/// <param name="Header">Its GS2 header.</param>
/// <param name="UserName">The user's name, unquoted.</param>
/// <param name="Nonce">c-nonce.</param>
/// <param name="HeaderOctets">The GS2 header as it came; it comes back in the c= of the last message.</param>
/// <param name="BareOctets">client-first-message-bare as it came; part of what is signed.</param>
internal sealed record ClientFirstMessage(Gs2Header Header, string UserName, byte[] Nonce, byte[] HeaderOctets, byte[] BareOctets)
{
    // client-first-message-bare = [reserved-mext ","] username "," nonce ["," extensions]      RFC 5802 §7
    // client-first-message      = gs2-header client-first-message-bare
    public static ClientFirstMessage? Parse(ReadOnlySpan<byte> message, out SaslFailure failure)
    {
        failure = SaslFailure.MalformedMessage;
        if (Gs2Header.Parse(message) is not { } header)
        {
            return null;
        }

        var bare = message[header.Length..];
        var attributes = new ScramAttributes(bare);
        if (!attributes.TryNext(out var name, out var value))
        {
            return null;
        }

        if (name == (byte)'m')
        {
            // RFC 5802 §5.1: a mandatory extension not understood MUST fail.
            failure = SaslFailure.UnsupportedExtension;
            return null;
        }

        if (name != (byte)'n' || !SaslName.TryDecode(value, out var userName)
            || !attributes.TryNext((byte)'r', out var nonce) || !ScramNonce.IsValid(nonce))
        {
            return null;
        }

        var nonceOctets = nonce.ToArray();
        while (!attributes.IsAtEnd)
        {
            // RFC 5802 §5.1: unknown optional extensions are ignored; 'm' fails wherever it is parsed.
            if (!attributes.TryNext(out name, out _))
            {
                return null;
            }

            if (name == (byte)'m')
            {
                failure = SaslFailure.UnsupportedExtension;
                return null;
            }
        }

        return new(header, userName, nonceOctets, message[..header.Length].ToArray(), bare.ToArray());
    }
}
