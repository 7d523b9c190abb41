namespace Culver.Sasl.Scram;

/// <summary>client-final-message, taken apart.</summary>
/// <param name="ChannelBinding">cbind-input, decoded from c=.</param>
/// <param name="Nonce">The whole nonce, r=.</param>
/// <param name="Proof">ClientProof, decoded from p=.</param>
/// <param name="WithoutProof">client-final-message-without-proof as it came; part of what is signed.</param>
internal sealed record ClientFinalMessage(byte[] ChannelBinding, byte[] Nonce, byte[] Proof, byte[] WithoutProof)
{
    // client-final-message-without-proof = channel-binding "," nonce ["," extensions]      RFC 5802 §7
    // client-final-message               = client-final-message-without-proof "," proof
    public static ClientFinalMessage? Parse(ReadOnlySpan<byte> message, out SaslFailure failure)
    {
        failure = SaslFailure.MalformedMessage;
        var attributes = new ScramAttributes(message);
        if (!attributes.TryNext((byte)'c', out var binding) || !SaslBase64.TryDecode(binding, out var bindingOctets)
            || !attributes.TryNext((byte)'r', out var nonce) || !ScramNonce.IsValid(nonce))
        {
            return null;
        }

        var nonceOctets = nonce.ToArray();
        while (!attributes.IsAtEnd)
        {
            var withoutProof = message[..(message.Length - attributes.Remaining - 1)];
            if (!attributes.TryNext(out var name, out var value))
            {
                return null;
            }

            if (name == (byte)'m')
            {
                failure = SaslFailure.UnsupportedExtension;
                return null;
            }

            if (name == (byte)'p')
            {
                return attributes.IsAtEnd && SaslBase64.TryDecode(value, out var proof)
                    ? new(bindingOctets, nonceOctets, proof, withoutProof.ToArray())
                    : null;
            }
        }

        return null;
    }
}
