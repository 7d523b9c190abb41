using Culver.Imap.Commands.Status;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;

namespace Culver.Imap.Commands.List;

/// <summary>LIST with its extensions (RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154): answered from the account's mailbox tree alone.</summary>
internal sealed class ListHandler : ICommandHandler<ListCommand>
{
    public async ValueTask<CommandResult> HandleAsync(ListCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var writer = context.Writer;
        // RFC 9051 §6.3.9: an empty name asks for the separator and the root of the reference.
        if (!command.IsExtended && command.Patterns is [""])
        {
            ListResponse.Begin(writer, [@"\Noselect"], "");
            writer.CrLf();
            return CommandResult.Ok("LIST completed");
        }

        var account = session.Account!;
        var tree = account.Mailboxes;
        var listing = new Listing(tree, command, session);
        foreach (var status in command.Status)
            session.Enable(status.Enables);
        foreach (var entry in listing.Entries())
        {
            ListResponse.Begin(writer, entry.Attributes, entry.Name.Text);
            if (entry.ChildMatches)
            {
                // RFC 9051 §6.3.9.6 CHILDINFO: a name below it is what was looked for.
                writer.Keyword(" (\"CHILDINFO\" (\"SUBSCRIBED\"))"u8);
            }

            writer.CrLf();
            // RFC 9051 §6.3.9.8, example 11: a name that is listed for its children alone has no STATUS.
            if (!command.Status.IsEmpty && entry.IsSelected && entry.Mailbox is { IsSelectable: true } mailbox)
                StatusWriter.Write(session, writer, mailbox, command.Status);
            await writer.FlushAboveAsync(64 * 1024, cancellationToken);
        }

        return CommandResult.Ok("LIST completed");
    }
}
