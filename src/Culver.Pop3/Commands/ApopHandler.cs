using System.Text;
using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;
using Culver.Pop3.Wire;
using Culver.Sasl;
using Culver.Sasl.SharedSecrets;

namespace Culver.Pop3.Commands;

// APOP name digest                                                                               RFC 1939 §7
/// <summary>APOP with its name and digest. The digest is the last word; a name may hold spaces, as in USER.</summary>
internal sealed record ApopCommand(string Name, byte[] Digest) : IPop3Command<ApopCommand>
{
    public static ApopCommand Parse(ref Pop3Reader reader)
    {
        reader.Space("Expected a name and a digest");
        var text = reader.Text("Expected a name in UTF-8 and a digest");
        var space = text.LastIndexOf(' ');
        if (space <= 0 || !SecretChallenge.TryReadDigest(Encoding.UTF8.GetBytes(text[(space + 1)..]), out var digest))
            throw new Pop3SyntaxException("Expected a name and a digest of 32 hexadecimal digits");
        return new(text[..space], digest);
    }

    /// <summary>Shows no secret.</summary>
    public override string ToString() => nameof(ApopCommand);
}

/// <summary>Verifies the digest and opens the maildrop. There, and its timestamp in the greeting, only where the settings allow it.</summary>
// Liberty, RFC 1939 §13: PASS and APOP are not to be open to the same user; whoever opted in to APOP may still log in otherwise, for that is one
// password for all protocols, and under TLS PASS shows it to nobody.
internal sealed class ApopHandler(Logins logins) : IPop3Handler<ApopCommand>
{
    public async ValueTask<CommandResult> HandleAsync(ApopCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        var proof = new SharedSecretProof.Apop(session.Timestamp, command.Digest);
        return await logins.Verifier(session).VerifySharedSecretAsync(command.Name, proof, cancellationToken) switch
        {
            PasswordVerdict.Verified verified => await logins.AcceptAsync(session, verified.Identity, "APOP", cancellationToken),
            PasswordVerdict.Refused refused => Logins.Refuse(session, refused.Reason),
            _ => throw new InvalidOperationException("Unknown verdict."),
        };
    }
}
