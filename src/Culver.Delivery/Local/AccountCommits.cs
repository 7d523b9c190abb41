// The commits of one message, one per account. Started together, a few at a time, and answered in the order of the recipients.
using Culver.Delivery.Routing;
using Culver.Smtp;
using Culver.Storage;

namespace Culver.Delivery.Local;

internal sealed class AccountCommits(MessageSender sender, DeliveryServices services, NewMessage message, Bits128? delivery, long started, bool quarantined) : IDisposable
{
    private readonly Dictionary<(AccountId Account, string? Detail), Task<SmtpReply>> _commits = [];
    private SemaphoreSlim? _turns;
    private CommitWait _wait;

    /// <summary>Starts a commit for every account among the recipients, once each, however many addresses lead to it.</summary>
    public void Start(IEnumerable<Recipient> recipients)
    {
        var targets = recipients.SelectMany(recipient => recipient.Targets).DistinctBy(Key).ToList();
        if (targets.Count > services.Options.ParallelRecipients)
            _turns = new(services.Options.ParallelRecipients);
        _wait = targets.Count == 1 ? CommitWait.Here : CommitWait.Aside;
        foreach (var target in targets)
            _commits.Add(Key(target), CommitInTurnAsync(target));
    }

    /// <summary>The one reply for all accounts behind a recipient: positive when all have it; otherwise the client keeps it, to try again if that may help.</summary>
    public async ValueTask<SmtpReply> ReplyAsync(Recipient recipient)
    {
        SmtpReply? transient = null;
        SmtpReply? permanent = null;
        var positive = 0;
        foreach (var target in recipient.Targets)
        {
            var reply = await _commits[Key(target)];
            if (reply.IsPositive)
                positive++;
            else if (reply.IsTransient)
                transient ??= reply;
            else
                permanent ??= reply;
        }

        if (positive > 0 && transient is null && permanent is not null)
        {
            // Most likely the alias was changed meanwhile; the next try will know.
            return DeliveryReplies.Failed;
        }

        return transient ?? permanent ?? DeliveryReplies.Delivered;
    }

    /// <summary>Waits for all.</summary>
    /// <returns>Whether any account has the message.</returns>
    public async ValueTask<bool> FinishAsync()
    {
        var any = false;
        foreach (var commit in _commits.Values)
            any |= (await commit).IsPositive;
        return any;
    }

    public void Dispose() => _turns?.Dispose();

    // A detail makes another target only where it may choose another mailbox.
    private (AccountId Account, string? Detail) Key(LocalTarget target) =>
        (target.Account, services.Options.FileByDetail ? target.Detail : null);

    private async Task<SmtpReply> CommitInTurnAsync(LocalTarget target)
    {
        if (_turns is not null)
            await _turns.WaitAsync(CancellationToken.None);
        try
        {
            var reply = await CommitAsync(target);
            services.Metrics.Delivery(reply.Code, services.Time.GetElapsedTime(started).TotalSeconds);
            if (reply.IsPositive)
                services.Log.Delivered(sender.Origin.ConnectionId, sender.Id, target.Account, target.Address);
            else
                services.Log.NotDelivered(sender.Origin.ConnectionId, sender.Id, target.Account, target.Address, reply.Code, reply.Text);
            return reply;
        }
        finally
        {
            _turns?.Release();
        }
    }

    private async ValueTask<SmtpReply> CommitAsync(LocalTarget target)
    {
        try
        {
            await using var account = await services.Store.OpenAccountAsync(target.Account, CancellationToken.None);
            var key = delivery is { } known ? new DeliveryKey(known, Key(target).Detail is { } detail ? $"{target.Address} {detail}" : target.Address) : null;
            var result = await account.DeliverAsync(Mailbox(account, target).Id, message, key, _wait, CancellationToken.None);
            // The mailbox named by the detail may go between the look and the commit; INBOX cannot.
            if (result is AppendResult.MailboxGone && account.Mailboxes.TryGet(MailboxName.Inbox, out var inbox))
                result = await account.DeliverAsync(inbox.Id, message, key, _wait, CancellationToken.None);
            return result switch
            {
                AppendResult.Appended or AppendResult.AlreadyDelivered => DeliveryReplies.Delivered,
                AppendResult.OverQuota => services.Options.OverQuotaIsPermanent ? DeliveryReplies.QuotaForGood : DeliveryReplies.QuotaForNow,
                AppendResult.MailboxGone or AppendResult.TooManyKeywords or AppendResult.UidsExhausted => DeliveryReplies.MailboxUnusable,
                _ => throw new InvalidOperationException($"Unknown result {result}."),
            };
        }
        catch (AccountGoneException)
        {
            return DeliveryReplies.AccountGone;
        }
        catch (StorageUnavailableException failure)
        {
            services.Log.Failed(failure, sender.Origin.ConnectionId, sender.Id, target.Account);
            return DeliveryReplies.StoreUnavailable;
        }
        catch (Exception failure)
        {
            // The others' commits and replies go on whatever this one met.
            services.Log.Failed(failure, sender.Origin.ConnectionId, sender.Id, target.Account);
            return DeliveryReplies.Failed;
        }
    }

    private MailboxInfo Mailbox(IMailAccount account, LocalTarget target)
    {
        var mailboxes = account.Mailboxes;
        // RFC 6154 §2: \Junk is where messages deemed to be such are put. Who has no such mailbox gets it where all mail goes.
        if (quarantined && mailboxes.ByName.Values.FirstOrDefault(static mailbox => mailbox.IsSelectable && mailbox.SpecialUse.HasFlag(SpecialUse.Junk)) is { } junk)
            return junk;
        // RFC 5233 §1 leaves to us what a detail means: here the name of a mailbox that is there already. Nobody outside makes mailboxes.
        if (services.Options.FileByDetail && MailboxName.TryParse(target.Detail, out var name) && Named(mailboxes, name) is { } named)
            return named;
        return mailboxes.ByName[MailboxName.Inbox];

        // Addresses have no case here and mailboxes have, so the first that fits is taken, an exact one before others.
        static MailboxInfo? Named(MailboxTree mailboxes, MailboxName name) =>
            mailboxes.TryGet(name, out var exact) && exact.IsSelectable
                ? exact
                : mailboxes.ByName.Values.FirstOrDefault(mailbox =>
                    mailbox.IsSelectable && mailbox.Name.Text.Equals(name.Text, StringComparison.OrdinalIgnoreCase));
    }
}
