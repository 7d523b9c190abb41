// SCRAM, the client's side (RFC 5802, RFC 7677): for relays that log in elsewhere, and the peer of our own tests.
// Rules upheld here: the server's nonce must continue ours; an iteration count that would weaken the password or exhaust
// us is refused; the server's signature is verified, in constant time, before it is trusted.
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Culver.Sasl.Channels;
using Culver.Sasl.Preparation;

namespace Culver.Sasl.Scram;

/// <summary>One exchange of SCRAM as a client.</summary>
internal sealed class ScramClient : SaslClientMechanism
{
    private const int MaxIterations = 10_000_000;

    private readonly ScramHash hash;
    private readonly PreparedPassword password;
    private readonly byte[] bindingInput;
    private readonly byte[] firstBare;
    private readonly byte[] header;
    private readonly byte[] nonce;
    private readonly IScramKeyDerivation derivation;

    // Set when the proof was sent.
    private byte[]? serverSignature;
    private bool isSatisfied;

    /// <summary>Begins an exchange.</summary>
    /// <param name="hash">The hash of the mechanism.</param>
    /// <param name="userName">The authentication identity.</param>
    /// <param name="password">The password.</param>
    /// <param name="binding">What to bind to, which makes it the -PLUS form; null for the plain form.</param>
    /// <param name="isBindingUnannounced">
    /// Without a binding: this client could bind, but the server did not announce a -PLUS form, so that a downgrade is noticed (RFC 5802 §6).
    /// </param>
    /// <param name="derivation">Does the dear step.</param>
    public ScramClient(
        ScramHash hash, string userName, PreparedPassword password, ChannelBinding? binding, bool isBindingUnannounced, IScramKeyDerivation derivation)
        : this(hash, userName, authorizationIdentity: "", password, binding, isBindingUnannounced, derivation, ScramNonce.Random())
    {
    }

    internal ScramClient(
        ScramHash hash,
        string userName,
        string authorizationIdentity,
        PreparedPassword password,
        ChannelBinding? binding,
        bool isBindingUnannounced,
        IScramKeyDerivation derivation,
        byte[] nonce)
        : base(ScramNames.Of(hash, binding is not null))
    {
        this.hash = hash;
        this.password = password;
        this.derivation = derivation;
        this.nonce = nonce;
        var flag = binding is not null ? "p=" + binding.Type : isBindingUnannounced ? "y" : "n";
        var authzid = authorizationIdentity.Length == 0 ? "" : "a=" + SaslName.Encode(authorizationIdentity);
        header = Encoding.UTF8.GetBytes($"{flag},{authzid},");
        bindingInput = binding is null ? header : [.. header, .. binding.Octets.Span];
        firstBare = [.. Encoding.UTF8.GetBytes($"n={SaslName.Encode(userName)},r="), .. nonce];
    }

    /// <inheritdoc />
    public override bool IsSatisfied => isSatisfied;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Start() => (byte[])[.. header, .. firstBare];

    /// <inheritdoc />
    public override SaslClientStep Step(ReadOnlyMemory<byte> challenge) =>
        isSatisfied ? new SaslClientStep.Abort("The exchange is over.")
        : serverSignature is null ? Prove(challenge.Span)
        : Trust(challenge.Span);

    // server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions]      RFC 5802 §7
    private SaslClientStep Prove(ReadOnlySpan<byte> serverFirst)
    {
        var attributes = new ScramAttributes(serverFirst);
        if (!attributes.TryNext((byte)'r', out var fullNonce) || !ScramNonce.IsValid(fullNonce)
            || !attributes.TryNext((byte)'s', out var salt) || !SaslBase64.TryDecode(salt, out var saltOctets) || saltOctets.Length == 0
            || !attributes.TryNext((byte)'i', out var count) || !TryReadCount(count, out var iterations)
            || !AreIgnorable(ref attributes))
        {
            return new SaslClientStep.Abort("The server's first message is malformed or wants an unknown extension.");
        }

        // RFC 5802 §5.1: the client MUST verify that the nonce begins with its own; one that adds nothing could be replayed.
        if (!fullNonce.StartsWith(nonce) || fullNonce.Length == nonce.Length)
        {
            return new SaslClientStep.Abort("The server's nonce does not continue ours.");
        }

        if (iterations is < ScramKeys.MinIterations or > MaxIterations)
        {
            return new SaslClientStep.Abort("The server's iteration count is out of bounds.");
        }

        Span<byte> salted = stackalloc byte[ScramFunctions.MaxLength];
        salted = salted[..ScramFunctions.LengthOf(hash)];
        derivation.SaltPassword(hash, password.Utf8, saltOctets, iterations, salted);
        var clientKey = ScramFunctions.Hmac(hash, salted, "Client Key"u8);
        var serverKey = ScramFunctions.Hmac(hash, salted, "Server Key"u8);
        CryptographicOperations.ZeroMemory(salted);

        byte[] withoutProof = [.. "c="u8, .. SaslBase64.Encode(bindingInput), .. ",r="u8, .. fullNonce];
        byte[] authMessage = [.. firstBare, (byte)',', .. serverFirst, (byte)',', .. withoutProof];
        var proof = ScramFunctions.Xor(clientKey, ScramFunctions.Hmac(hash, ScramFunctions.H(hash, clientKey), authMessage));
        serverSignature = ScramFunctions.Hmac(hash, serverKey, authMessage);
        return new SaslClientStep.Response((byte[])[.. withoutProof, .. ",p="u8, .. SaslBase64.Encode(proof)]);
    }

    // server-final-message = (server-error / verifier) ["," extensions]      RFC 5802 §7
    private SaslClientStep Trust(ReadOnlySpan<byte> serverFinal)
    {
        var attributes = new ScramAttributes(serverFinal);
        if (!attributes.TryNext((byte)'v', out var verifier) || !SaslBase64.TryDecode(verifier, out var signature)
            || !CryptographicOperations.FixedTimeEquals(signature, serverSignature))
        {
            return new SaslClientStep.Abort("The server did not prove that it knows the password.");
        }

        isSatisfied = true;
        return new SaslClientStep.Response(ReadOnlyMemory<byte>.Empty);
    }

    // RFC 5802 §5.1: unknown optional extensions are ignored; 'm' fails wherever it is parsed.
    private static bool AreIgnorable(ref ScramAttributes extensions)
    {
        while (!extensions.IsAtEnd)
        {
            if (!extensions.TryNext(out var name, out _) || name == (byte)'m')
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadCount(ReadOnlySpan<byte> text, out int count) =>
        Utf8Parser.TryParse(text, out count, out var consumed) && consumed == text.Length && text[0] is >= (byte)'1' and <= (byte)'9';
}
