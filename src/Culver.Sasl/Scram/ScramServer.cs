// SCRAM, the server's side (RFC 5802, RFC 7677).
// Rules upheld here: whether the user exists changes neither the messages nor the work, only the end; every comparison of
// something secret, or derived from it, takes constant time; c= is always checked, channel binding or not; a downgrade is
// refused before any key is asked for; the verifier hears of every proof exactly once.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Culver.Sasl.Channels;

namespace Culver.Sasl.Scram;

/// <summary>One exchange of SCRAM.</summary>
/// <param name="hash">The hash of the mechanism.</param>
/// <param name="bound">Whether it is the -PLUS form.</param>
/// <param name="channel">The connection.</param>
/// <param name="verifier">Who is asked about users.</param>
/// <param name="nonceSource">Makes s-nonce.</param>
internal sealed class ScramServer(
    ScramHash hash, bool bound, SaslChannel channel, ICredentialVerifier verifier, Func<byte[]> nonceSource)
    : SaslServerMechanism(ScramNames.Of(hash, bound))
{
    // Set by the first message, used by the last.
    private ClientFirstMessage? clientFirst;
    private ScramLookup.Proceed? account;
    private byte[] bindingInput = [];
    private byte[] serverFirst = [];
    private byte[] nonce = [];

    // Set when the exchange is lost and the client was told why; whatever it answers ends it.
    private SaslFailure? lost;

    // Set when the proof held and server-final-message went out as a challenge; the client owes an empty response.
    private SaslIdentity? proven;

    /// <inheritdoc />
    // Set with the first challenge: the next thing the client sends is the binding.
    public override bool HasSpentBinding => clientFirst?.Header.BindingType == ChannelBinding.TlsExporter;

    private protected override ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        if (lost is { } reason)
        {
            return ValueTask.FromResult(Fail(reason));
        }

        if (proven is not null)
        {
            return ValueTask.FromResult(response.IsEmpty
                ? new SaslStep.Success(proven, AdditionalData: null)
                : Fail(SaslFailure.MalformedMessage));
        }

        return clientFirst is null ? FirstAsync(response, cancellationToken) : FinalAsync(response, cancellationToken);
    }

    private async ValueTask<SaslStep> FirstAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        if (ClientFirstMessage.Parse(response.Span, out var failure) is not { } message)
        {
            return Refuse(failure);
        }

        if (RefuseBinding(message.Header, out var bindingOctets) is { } refusal)
        {
            return Fail(refusal);
        }

        var lookup = await verifier.FindScramKeysAsync(message.UserName, hash, cancellationToken);
        if (lookup is ScramLookup.Refused refused)
        {
            return Fail(refused.Reason);
        }

        clientFirst = message;
        account = (ScramLookup.Proceed)lookup;
        bindingInput = [.. message.HeaderOctets, .. bindingOctets.Span];
        nonce = [.. message.Nonce, .. nonceSource()];

        // server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions]      RFC 5802 §7
        serverFirst =
        [
            .. "r="u8, .. nonce,
            .. ",s="u8, .. SaslBase64.Encode(account.Keys.Salt.Span),
            .. ",i="u8, .. Encoding.ASCII.GetBytes(account.Keys.Iterations.ToString(CultureInfo.InvariantCulture)),
        ];
        return new SaslStep.Challenge(serverFirst);
    }

    private async ValueTask<SaslStep> FinalAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        var (first, keys) = (clientFirst!, account!.Keys);
        if (ClientFinalMessage.Parse(response.Span, out var failure) is not { } message)
        {
            return Refuse(failure);
        }

        // RFC 5802 §5.1: the nonce MUST be the one we sent.
        if (!CryptographicOperations.FixedTimeEquals(message.Nonce, nonce))
        {
            return Fail(SaslFailure.MalformedMessage);
        }

        // RFC 5802 §6: "c=" is always validated, by building what it must be.
        if (!CryptographicOperations.FixedTimeEquals(message.ChannelBinding, bindingInput))
        {
            return Fail(SaslFailure.ChannelBindingMismatch);
        }

        // RFC 5802 §3: AuthMessage := client-first-message-bare + "," + server-first-message + "," +
        // client-final-message-without-proof
        byte[] authMessage = [.. first.BareOctets, (byte)',', .. serverFirst, (byte)',', .. message.WithoutProof];
        var isProven = IsProof(keys, authMessage, message.Proof) & account.Identity is not null;
        var signature = ScramFunctions.Hmac(hash, keys.ServerKey.Span, authMessage);
        await verifier.RecordScramProofAsync(first.UserName, isProven, cancellationToken);
        if (!isProven || account.Identity is not { } identity)
        {
            return Fail(SaslFailure.InvalidCredentials);
        }

        if (first.Header.AuthorizationIdentity is { } authzid && !verifier.MayActAs(identity, authzid))
        {
            return Fail(SaslFailure.NotAuthorized);
        }

        // server-final-message = (server-error / verifier) ["," extensions]      RFC 5802 §7
        byte[] serverFinal = [.. "v="u8, .. SaslBase64.Encode(signature)];
        if (channel.SuccessCarriesData)
        {
            return new SaslStep.Success(identity, serverFinal);
        }

        proven = identity;
        return new SaslStep.Challenge(serverFinal);
    }

    /// <summary>
    /// RFC 5802 §5.1: of a mandatory extension the client SHOULD be told why it failed. Every other failure ends the exchange without a
    /// last message, which §5.1 leaves to us: it would cost a round trip, and some would tell a stranger more than it must know.
    /// </summary>
    private SaslStep Refuse(SaslFailure failure)
    {
        if (failure != SaslFailure.UnsupportedExtension)
            return Fail(failure);
        lost = failure;
        return new SaslStep.Challenge("e=extensions-not-supported"u8.ToArray());
    }

    private bool IsProof(ScramKeys keys, ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> proof)
    {
        if (proof.Length != ScramFunctions.LengthOf(hash))
        {
            return false;
        }

        // RFC 5802 §3: ClientKey := ClientProof XOR ClientSignature; it is right if H(ClientKey) is StoredKey.
        var clientSignature = ScramFunctions.Hmac(hash, keys.StoredKey.Span, authMessage);
        var clientKey = ScramFunctions.Xor(clientSignature, proof);
        return CryptographicOperations.FixedTimeEquals(ScramFunctions.H(hash, clientKey), keys.StoredKey.Span);
    }

    // RFC 5802 §6: what the flag says against what this connection has.
    private SaslFailure? RefuseBinding(Gs2Header header, out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        switch (header.Flag)
        {
            case 'p':
                // RFC 5801 §5: "p" goes with the -PLUS name alone; under the plain name the client asks for what was not negotiated.
                if (!bound || channel.Bindings.Find(header.BindingType!) is not { } binding)
                {
                    return SaslFailure.UnsupportedChannelBinding;
                }

                octets = binding.Octets;
                return null;

            case 'y':
                // The client binds, and believes we do not. Where we announced that we do, somebody changed the list. Under a -PLUS
                // name the flag contradicts the name.
                return bound || channel.Bindings.IsAnnounced ? SaslFailure.DowngradeDetected : null;

            default:
                return bound ? SaslFailure.UnsupportedChannelBinding : null;
        }
    }
}
