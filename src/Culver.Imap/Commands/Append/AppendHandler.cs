using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Append;

/// <summary>APPEND (RFC 9051 §6.3.12, RFC 3516 §4.4, RFC 4315 §3, RFC 6855 §4, RFC 9755 §4).</summary>
internal sealed class AppendHandler(TimeProvider time) : ICommandHandler<AppendCommand>
{
    public async ValueTask<CommandResult> HandleAsync(AppendCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        await using var message = command.Message;
        var session = context.Session;
        var account = session.Account!;
        if (!FlagNames.TryRead(command.Flags, out var flags))
            return CommandResult.Bad("Expected system flags that exist, or keywords");
        var content = message.Content();
        // RFC 6855 §4: UTF8 is for clients that enabled it.
        var isUtf8Enabled = session.WireMode == WireMode.Utf8;
        if (command.IsUtf8 && !isUtf8Enabled)
            return CommandResult.Bad("UTF8 needs ENABLE UTF8=ACCEPT first");
        // Liberty, RFC 9755 §4: taken all the same by default; who sends such a message means it, and it is kept octet for octet.
        if (content.Digest.HasEightBitHeader && !isUtf8Enabled && !session.Options.AcceptUnannouncedUtf8)
            return CommandResult.No(ResponseCode.Cannot, "Headers beyond ASCII need ENABLE UTF8=ACCEPT");
        if (!MailboxName.TryParse(command.Mailbox, out var name) || !account.Mailboxes.TryGet(name, out var mailbox))
            return CommandResult.No(ResponseCode.TryCreate, "There is no such mailbox");
        var stored = new NewMessage(content, flags, command.Date ?? time.GetLocalNow());
        return await account.AppendAsync(mailbox.Id, [stored], CommitWait.Here, cancellationToken) switch
        {
            // RFC 4315 §3.
            AppendResult.Appended when !session.Offers("UIDPLUS") => CommandResult.Ok("APPEND completed"),
            AppendResult.Appended appended => CommandResult.Ok(
                ResponseCode.AppendUid(appended.UidValidity.Value, [.. appended.Messages.Select(static one => one.Uid.Value)]), "APPEND completed"),
            AppendResult.MailboxGone => CommandResult.No(ResponseCode.TryCreate, "There is no such mailbox"),
            AppendResult.OverQuota => CommandResult.No(ResponseCode.OverQuota, "There is no room for it"),
            AppendResult.TooLarge large => CommandResult.No(ResponseCode.TooBig, $"A message may have {large.Limit} octets"),
            AppendResult.TooManyKeywords => CommandResult.No(ResponseCode.Limit, "The mailbox can hold no more keywords, or none so long"),
            AppendResult.UidsExhausted => CommandResult.No(ResponseCode.Limit, "The mailbox has no UIDs left; copy its messages to a new one"),
            _ => throw new InvalidOperationException("Unknown result."),
        };
    }
}
