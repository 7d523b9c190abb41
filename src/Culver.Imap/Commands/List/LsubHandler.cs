using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Storage;

namespace Culver.Imap.Commands.List;

/// <summary>LSUB (RFC 3501 §6.3.9): the subscribed names, whether they exist or not.</summary>
internal sealed class LsubHandler : ICommandHandler<LsubCommand>
{
    public async ValueTask<CommandResult> HandleAsync(LsubCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var tree = context.Session.Account!.Mailboxes;
        var pattern = new ListPattern(command.Reference, command.Pattern);
        var names = new SortedDictionary<MailboxName, bool>();
        foreach (var subscription in tree.Subscriptions)
        {
            if (pattern.Matches(subscription))
                names[subscription] = true;
            // RFC 3501 §6.3.9: "%" also finds what lies above a subscribed name that it does not reach, as \Noselect.
            for (var parent = subscription.Parent; pattern.EndsInPercent && parent is { } above; parent = above.Parent)
            {
                if (pattern.Matches(above))
                    names.TryAdd(above, false);
            }
        }

        foreach (var (name, isSubscribed) in names)
        {
            var isSelectable = isSubscribed && (!tree.TryGet(name, out var mailbox) || mailbox.IsSelectable);
            ListResponse.Begin(context.Writer, isSelectable ? [] : [@"\Noselect"], name.Text, isLsub: true);
            context.Writer.CrLf();
            await context.Writer.FlushAboveAsync(64 * 1024, cancellationToken);
        }

        return CommandResult.Ok("LSUB completed");
    }
}
