// From a line to a result. Rules upheld: state is checked before syntax, so that an order mistake is called one (RFC 5321 §4.1.4: 503);
// the one try/catch of a command is here; a failure of ours costs one reply and one log line.
using System.Text;
using Culver.Smtp.Session;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Dispatch;

internal static class SmtpDispatcher
{
    /// <summary>Reads a command line, its line end taken off.</summary>
    /// <returns>The command, or the reply that refuses it together with the verb it was for, where one was recognised.</returns>
    public static (PreparedCommand? Command, CommandSpec? Spec, SmtpReply? Refusal) Prepare(ReadOnlySpan<byte> line, SmtpSession session)
    {
        var reader = new SmtpReader(line);
        var verb = reader.Verb();
        if (session.Environment.Registry.Find(verb) is not { } spec)
            return (null, null, Unknown(verb));
        if (OutOfOrder(spec.Traits, session) is { } refusal)
            return (null, spec, refusal);
        try
        {
            return (spec.Prepare(ref reader), spec, null);
        }
        catch (SmtpSyntaxException syntax)
        {
            return (null, spec, syntax.Reply);
        }
    }

    public static async ValueTask<CommandResult> RunAsync(PreparedCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        try
        {
            return await command.RunAsync(session, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            session.Environment.Log.CommandFailed(failure, session.Connection.Id, command.Spec.Name);
            return KnownReplies.LocalError;
        }
    }

    private static SmtpReply? OutOfOrder(CommandTraits traits, SmtpSession session)
    {
        if (traits.HasFlag(CommandTraits.NeedsGreeting) && session.ClientName is null)
            return session.Protocol == SmtpProtocol.Lmtp ? new(503, 5, 1, "LHLO comes first") : new(503, 5, 1, "EHLO or HELO comes first");
        // RFC 4954 §6: 530 to what needs a login. It comes before the order of commands, so that a client learns what is missing first.
        if (traits.HasFlag(CommandTraits.NeedsLogin) && session.Protocol == SmtpProtocol.Submission && session.Login is null)
            return KnownReplies.LoginRequired;
        if (traits.HasFlag(CommandTraits.NeedsTransaction) && session.Transaction is null)
            return KnownReplies.NoTransaction;
        if (traits.HasFlag(CommandTraits.NeedsNoTransaction) && session.Transaction is not null)
            return new(503, 5, 1, "A transaction is open already: RSET ends it");
        if (traits.HasFlag(CommandTraits.BeforeContent) && session.Transaction?.Content is not null)
            return new(503, 5, 1, "The message has begun to come by BDAT: BDAT LAST or RSET comes next");
        return null;
    }

    private static SmtpReply Unknown(ReadOnlySpan<byte> verb) =>
        // Only letters, digits and hyphens are shown, and not many of them.
        verb.Length is > 0 and <= 16
            ? new(500, 5, 1, $"{Encoding.ASCII.GetString(verb)} is not a command here")
            : new(500, 5, 2, "The line does not begin with a command");
}
