using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Select;

/// <summary>
/// SELECT and EXAMINE (RFC 9051 §6.3.2 and §6.3.3, RFC 7162 §3.1.8 and §3.2.5). Tells counters only: what it costs does not depend on how
/// many messages there are.
/// </summary>
internal sealed class SelectHandler(bool isReadOnly) : ICommandHandler<SelectCommand>
{
    public async ValueTask<CommandResult> HandleAsync(SelectCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var writer = context.Writer;
        // RFC 7162 §3.2.5: an error of use, found before anything is closed or opened.
        if (command.Qresync is not null && !session.Has(ImapFeatures.Qresync))
            return CommandResult.Bad("QRESYNC must be enabled first");
        var account = session.Account!;
        if (session.Selected is not null)
        {
            // RFC 9051 §7.1: what comes before CLOSED is of the old mailbox, what comes behind it of the new one. A SELECT that fails
            // leaves nothing selected (§6.3.2).
            session.Unselect();
            writer.Status(ResponseStatus.Ok, ResponseCode.Closed, "Previous mailbox is now closed");
        }

        if (!MailboxName.TryParse(command.Mailbox, out var name) || !account.Mailboxes.TryGet(name, out var found))
            return CommandResult.No(ResponseCode.NonExistent, "There is no such mailbox");
        if (!found.IsSelectable || await account.OpenViewAsync(found.Id, cancellationToken) is not { } view)
            return CommandResult.No(ResponseCode.Cannot, "That name only holds other mailboxes");
        if (command.Condstore)
            session.Enable(ImapFeatures.Condstore);
        var mailbox = new SelectedMailbox(account, view, isReadOnly);
        session.Select(mailbox);
        await WriteStateAsync(session, writer, mailbox, command.Mailbox, cancellationToken);
        if (command.Qresync is { } qresync)
            await Resynchronisation.WriteAsync(session, writer, mailbox, qresync, cancellationToken);
        return CommandResult.Ok(
            isReadOnly ? ResponseCode.ReadOnly : ResponseCode.ReadWrite, isReadOnly ? "EXAMINE completed" : "SELECT completed");
    }

    private static async ValueTask WriteStateAsync(
        ImapSession session, ImapWriter writer, SelectedMailbox mailbox, string supplied, CancellationToken cancellationToken)
    {
        var told = mailbox.View.Told;
        ChangeRenderer.WriteFlags(writer, told.Keywords, mailbox.IsReadOnly);
        writer.Untagged();
        writer.Number((long)told.Messages);
        writer.Keyword(" EXISTS\r\n"u8);
        mailbox.ClaimRecent(told.UidNext);
        if (session.ShowsRecent)
        {
            // RFC 3501 §6.3.1. How many of the recent UIDs are still there, without a look at any other.
            var recent = mailbox.Recent.IsEmpty ? 0 : await mailbox.Account.CountAsync(told.Id, mailbox.Recent, cancellationToken);
            writer.Untagged();
            writer.Number(recent);
            writer.Keyword(" RECENT\r\n"u8);
        }

        writer.Status(ResponseStatus.Ok, ResponseCode.Numbered("UIDVALIDITY", told.UidValidity.Value), "UIDs valid");
        writer.Status(ResponseStatus.Ok, ResponseCode.Numbered("UIDNEXT", told.UidNext.Value), "Predicted next UID");
        if (session.Offers("CONDSTORE"))
            writer.Status(ResponseStatus.Ok, ResponseCode.Numbered("HIGHESTMODSEQ", told.HighestModSeq.Value), "Highest mod-sequence");
        if (session.Offers("OBJECTID"))
            writer.Status(ResponseStatus.Ok, ResponseCode.MailboxId(told.Id.ToString()), "Mailbox id");
        if (session.Has(ImapFeatures.Imap4Rev2))
        {
            // RFC 9051 §6.3.2: rev2 wants the LIST response of what was selected.
            var attributes = ListResponse.Attributes(session, mailbox.Account.Mailboxes, told);
            ListResponse.Begin(writer, attributes, told.Name.Text);
            if (ListResponse.IsNormalised(session, supplied, told.Name))
                ListResponse.WriteOldName(writer, supplied);
            writer.CrLf();
        }
    }
}
