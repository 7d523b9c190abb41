using System.Globalization;
using Culver.Storage;

namespace Culver.Testing.Conversations;

/// <summary>Brings about what given lines say of mailboxes and messages, in one account.</summary>
internal sealed class MailboxGivens(TestMailServer server, TestAccount account)
{
    private readonly Dictionary<MailboxName, int> _made = [];

    /// <summary>Brings it about; false when it says nothing of mailboxes and messages.</summary>
    public async ValueTask<bool> BringAboutAsync(ImapGiven given, CancellationToken cancellationToken)
    {
        switch (given)
        {
            case ImapGiven.Mailbox mailbox:
                await MakeAsync(mailbox, cancellationToken);
                return true;
            case ImapGiven.Message message:
                await server.AddMessageAsync(account, message.Bytes, message.Into.Text, message.Flags, message.Received ?? SampleMessage.Arrived(Next(message.Into)), cancellationToken);
                return true;
            case ImapGiven.Subscription subscription:
                await using (var mail = await server.OpenAsync(account, cancellationToken))
                    await mail.SetSubscriptionAsync(subscription.Name, subscription.Subscribed, cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private async ValueTask MakeAsync(ImapGiven.Mailbox given, CancellationToken cancellationToken)
    {
        await using (var mail = await server.OpenAsync(account, cancellationToken))
        {
            if (!mail.Mailboxes.TryGet(given.Name, out _) && await mail.CreateMailboxAsync(given.Name, given.SpecialUse, cancellationToken) is not MailboxResult.Done)
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The mailbox {given.Name} cannot be made."));
        }

        for (var place = 1; place <= given.Messages; place++)
        {
            var flags = MessageFlags.None;
            foreach (var (first, last, more) in given.Flags)
            {
                if (place >= first && place <= last)
                    flags = new(flags.System | more.System, [.. flags.Keywords, .. more.Keywords]);
            }

            var number = Next(given.Name);
            await server.AddMessageAsync(account, SampleMessage.Make(number), given.Name.Text, flags, SampleMessage.Arrived(number), cancellationToken);
        }
    }

    private int Next(MailboxName mailbox) => _made[mailbox] = _made.GetValueOrDefault(mailbox) + 1;
}
