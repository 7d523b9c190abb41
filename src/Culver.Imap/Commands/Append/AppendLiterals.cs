using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Append;

/// <summary>
/// Decides about the message before it is sent: what can be known to fail is refused before the <c>+</c> (lesson of servers that took
/// 100 MB to say no).
/// </summary>
internal sealed class AppendLiterals(IMailStore store) : ICommandLiterals
{
    public async ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, ImapSession session, CancellationToken cancellationToken)
    {
        if (ReadsMailbox(request, session, out var mailbox) is { } nonsense)
            return new LiteralDecision.Refuse(ResponseStatus.Bad, null, nonsense);
        if (mailbox is null)
            // The name of the mailbox itself is the literal.
            return request.Size <= session.Options.MaxLiteral ? LiteralDecision.Inline : new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.TooBig, "That name is too long");
        // RFC 7889 §4: TOOBIG for what is over APPENDLIMIT.
        if (request.Size > session.AppendLimit)
            return new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.TooBig, $"A message may have {session.AppendLimit} octets");
        // RFC 9051 §6.3.12: a message is not empty. Some clients cancel an APPEND with one.
        if (request.Size == 0)
            return new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.Cannot, "A message has at least one octet");
        if (!MailboxName.TryParse(mailbox, out var name))
            return new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.Cannot, "No mailbox can have that name");
        if (!session.Account!.Mailboxes.TryGet(name, out var info) || !info.IsSelectable)
            return new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.TryCreate, "There is no such mailbox");
        // RFC 9208 §4.3.1. What others store meanwhile is counted once the whole message is here.
        if (!session.Account!.Limits.HasRoomFor(request.Size, session.Account.Mailboxes))
            return new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.OverQuota, "There is no room for it");
        try
        {
            return new LiteralDecision.Stage(new StagedMessage(await store.StageAsync(request.Size, cancellationToken)));
        }
        catch (StorageUnavailableException)
        {
            return new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.Unavailable, "The mail store cannot take it right now");
        }
    }

    /// <summary>Reads what stands before the literal. Returns what is wrong with it, or null.</summary>
    private static string? ReadsMailbox(LiteralRequest request, ImapSession session, out string? mailbox)
    {
        mailbox = null;
        var reader = new ImapReader(request.Prefix, session.WireMode);
        try
        {
            reader.Tag();
            reader.Space();
            reader.Keyword("APPEND"u8);
            reader.Space();
            if (reader.AtEnd)
                return null;
            var name = reader.Mailbox();
            reader.Space();
            if (reader.Peek == '(')
            {
                if (!FlagNames.TryRead(reader.FlagList(), out _))
                    throw reader.Expected("system flags that exist, or keywords");
                reader.Space();
            }

            if (reader.Peek == '"')
            {
                reader.DateTime();
                reader.Space();
            }

            var isUtf8 = session.Offers("UTF8=ACCEPT") && reader.TryKeyword("UTF8"u8);
            if (isUtf8)
            {
                // RFC 6855 §4: for clients that enabled it.
                if (session.WireMode != WireMode.Utf8)
                    throw reader.Expected("ENABLE UTF8=ACCEPT first");
                reader.Space();
                reader.Open();
            }

            if (!reader.AtEnd)
                throw reader.Expected("flags, a date or a message");
            // RFC 3516 §4.4: a literal8 is for who announces BINARY, or, within UTF8, UTF8=ACCEPT.
            if (request.IsBinary && !isUtf8 && !session.Offers("BINARY"))
                throw reader.Expected("a literal without a tilde");
            mailbox = name;
            return null;
        }
        catch (ImapSyntaxException nonsense)
        {
            return char.ToUpperInvariant(nonsense.Message[0]) + nonsense.Message[1..];
        }
    }
}
