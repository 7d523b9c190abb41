using System.Collections.Immutable;
using Culver.Storage.Engine;

namespace Culver.Storage.Accounts;

// What leases write: one operation each, or slices of one.
internal sealed partial class OpenAccount
{
    public int SliceRows => _settings.SliceRows;

    public ValueTask<MailboxResult> CreateMailboxAsync(MailboxName name, SpecialUse specialUse, CancellationToken cancellationToken) =>
        DecideAsync(new CreateMailboxWrite(name, specialUse), cancellationToken);

    public ValueTask<MailboxResult> DeleteMailboxAsync(MailboxName name, CancellationToken cancellationToken) =>
        DecideAsync(new DeleteMailboxWrite(name), cancellationToken);

    public ValueTask<MailboxResult> RenameMailboxAsync(MailboxName from, MailboxName to, CancellationToken cancellationToken) =>
        DecideAsync(new RenameMailboxWrite(from, to), cancellationToken);

    public ValueTask SetSubscriptionAsync(MailboxName name, bool subscribed, CancellationToken cancellationToken) =>
        Present()._writer!.DecideAsync(new SubscribeWrite(name, subscribed), cancellationToken);

    public ValueTask<AppendResult> UploadAsync(MailboxId mailbox, ImmutableArray<NewMessage> messages, CommitWait wait, CancellationToken cancellationToken)
    {
        var limits = Limits;
        // RFC 7889 §4: a limit on what is uploaded; mail that is delivered has its own (RFC 1870).
        return limits.AppendLimit is { } limit && messages.Any(message => message.Content.Length > limit)
            ? new(new AppendResult.TooLarge(limit))
            : DecideAsync(new AppendWrite(mailbox, messages, key: null) { Limits = limits }, wait, cancellationToken);
    }

    public ValueTask<AppendResult> DeliverAsync(MailboxId mailbox, NewMessage message, DeliveryKey? key, CommitWait wait, CancellationToken cancellationToken) =>
        DecideAsync(new AppendWrite(mailbox, [message], key) { Limits = Limits }, wait, cancellationToken);

    public async ValueTask<StoreResult> StoreFlagsAsync(
        MailboxId mailbox, UidSet uids, FlagChange change, ModSeq? unchangedSince, CommitWait wait, CancellationToken cancellationToken)
    {
        var slice = new StoreFlagsWrite(mailbox, Selected(mailbox, uids), change, unchangedSince, _settings.SliceRows);
        var result = await DecideAsync(slice, wait, cancellationToken);
        while (!slice.Rest.IsEmpty && result is StoreResult.Stored stored)
        {
            slice = new(mailbox, slice.Rest, change, unchangedSince, _settings.SliceRows);
            // The keywords are known since the first slice that changed anything: only a mailbox that is removed ends this early.
            result = await DecideAsync(slice, wait, CancellationToken.None) is StoreResult.Stored more ? Joined(stored, more) : slice.Result!;
        }

        return result;

        static StoreResult.Stored Joined(StoreResult.Stored before, StoreResult.Stored slice)
        {
            var (changed, modified) = (before.Changed.Union(slice.Changed), before.Modified.Union(slice.Modified));
            // A slice that changed nothing has no ModSeq of its own.
            if (slice.Changed.IsEmpty)
                return before with { Modified = modified };
            return new(changed, modified, slice.ModSeq) { Earlier = before.Changed.IsEmpty ? [] : before.Earlier.Add(before.ModSeq) };
        }
    }

    public async ValueTask<CopyResult> CopyAsync(MailboxId source, UidSet uids, MailboxId destination, CancellationToken cancellationToken)
    {
        var slice = new CopyWrite(source, Selected(source, uids), destination, _settings.SliceRows) { Limits = Limits };
        var result = await DecideAsync(slice, cancellationToken);
        if (slice.Rest.IsEmpty || result is not CopyResult.Copied copied)
            return result;
        var copy = copied.ModSeq;
        var all = copied.Uids.ToBuilder();
        try
        {
            while (!slice.Rest.IsEmpty)
            {
                slice = new(source, slice.Rest, destination, _settings.SliceRows) { Limits = Limits, Continues = copy };
                result = await DecideAsync(slice, CancellationToken.None);
                if (result is not CopyResult.Copied more)
                {
                    await Present()._writer!.DecideAsync(new TakeBackCopyWrite(copy), CancellationToken.None);
                    return result;
                }

                all.AddRange(more.Uids);
                copied = more;
            }
        }
        catch (StorageUnavailableException)
        {
            // RFC 9051 §6.4.7: the destination is to be as it was. Where that cannot be written either, it is done at the next opening.
            await Present()._writer!.DecideAsync(new TakeBackCopyWrite(copy), CancellationToken.None);
            throw;
        }

        return copied with { Uids = all.ToImmutable() };
    }

    public async ValueTask<CopyResult> MoveAsync(MailboxId source, UidSet uids, MailboxId destination, CancellationToken cancellationToken)
    {
        var slice = new MoveWrite(source, Selected(source, uids), destination, _settings.SliceRows);
        var result = await DecideAsync(slice, cancellationToken);
        if (slice.Rest.IsEmpty || result is not CopyResult.Copied moved)
            return result;
        var all = moved.Uids.ToBuilder();
        while (!slice.Rest.IsEmpty)
        {
            slice = new(source, slice.Rest, destination, _settings.SliceRows);
            // RFC 6851 §4.3: what was moved before stays moved when the rest cannot be; it is told, as the expunges will be.
            if (await DecideAsync(slice, CancellationToken.None) is not CopyResult.Copied more)
                break;
            all.AddRange(more.Uids);
            moved = more;
        }

        return moved with { Uids = all.ToImmutable() };
    }

    public async ValueTask<ExpungeResult> ExpungeAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken)
    {
        var slice = new ExpungeWrite(mailbox, Selected(mailbox, uids), _settings.SliceRows);
        var result = await DecideAsync(slice, cancellationToken);
        if (slice.Rest.IsEmpty || result is not ExpungeResult.Expunged expunged)
            return result;
        while (!slice.Rest.IsEmpty)
        {
            slice = new(mailbox, slice.Rest, _settings.SliceRows);
            if (await DecideAsync(slice, CancellationToken.None) is not ExpungeResult.Expunged more)
                break;
            expunged = new(expunged.Uids.Union(more.Uids), more.ModSeq);
        }

        return expunged;
    }

    // Of "all", what comes while slices go on is not meant: above all not what a copy within one mailbox itself puts there.
    private UidSet Selected(MailboxId source, UidSet uids) =>
        Tree.TryGet(source, out var mailbox) && mailbox.UidNext.Value > 1 ? uids.Intersect(UidSet.Of(new(1), new(mailbox.UidNext.Value - 1))) : uids;

    public ValueTask<ExpungeResult> RemoveAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) =>
        DecideAsync(new ExpungeWrite(mailbox, uids, int.MaxValue, whateverFlags: true), cancellationToken);

    private ValueTask<TResult> DecideAsync<TResult>(AccountWrite<TResult> write, CancellationToken cancellationToken)
        where TResult : class => DecideAsync(write, CommitWait.Aside, cancellationToken);

    private async ValueTask<TResult> DecideAsync<TResult>(AccountWrite<TResult> write, CommitWait wait, CancellationToken cancellationToken)
        where TResult : class
    {
        await Present()._writer!.DecideAsync(write, wait, cancellationToken);
        return write.Result ?? throw new InvalidOperationException("The engine gave no result.");
    }
}
