using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Sasl.Preparation;
using Culver.Storage;

namespace Culver.Imap.Commands.Mailboxes;

/// <summary>CREATE (RFC 9051 §6.3.4, RFC 6154 §3 CREATE-SPECIAL-USE, RFC 8474 §4.1).</summary>
internal sealed class CreateHandler : ICommandHandler<CreateCommand>
{
    public async ValueTask<CommandResult> HandleAsync(CreateCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        // RFC 9051 §6.3.4: a name in UTF-8 that is not Net-Unicode is refused.
        if (!MailboxName.TryParse(command.Mailbox, out var name) || (context.Session.WireMode == WireMode.Utf8 && !ComposedForm.IsComposed(name.Text)))
            return CommandResult.No(ResponseCode.Cannot, "No mailbox can have that name");
        if (!TryRead(command.Uses, out var use))
            // RFC 6154 §3: a use that is not known here.
            return CommandResult.No(ResponseCode.UseAttr, "That special use is not known here");
        var result = await context.Session.Account!.CreateMailboxAsync(name, use, cancellationToken);
        if (result is not MailboxResult.Done done)
            return MailboxRefusals.For(result);
        ListResponse.WriteNormalised(context.Session, context.Writer, command.Mailbox, name);
        return CommandResult.Ok(context.Session.Offers("OBJECTID") ? ResponseCode.MailboxId(done.Mailbox.Id.ToString()) : null, "CREATE completed");
    }

    private static bool TryRead(IEnumerable<string> names, out SpecialUse use)
    {
        use = SpecialUse.None;
        foreach (var name in names)
        {
            var known = ListResponse.SpecialUseNames.FirstOrDefault(special => string.Equals(special.Name, name, StringComparison.OrdinalIgnoreCase));
            // RFC 6154 §2: \All and \Flagged are views of other mailboxes; a mailbox that is made cannot become one.
            if (known.Name is null || known.Use is SpecialUse.All or SpecialUse.Flagged)
                return false;
            use |= known.Use;
        }

        return true;
    }
}
