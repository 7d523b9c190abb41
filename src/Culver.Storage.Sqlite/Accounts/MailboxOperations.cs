using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Packs;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Creates, deletes, renames and subscribes: stores what <see cref="MailboxRules"/> decide.</summary>
internal static class MailboxOperations
{
    public static MailboxResult Apply(AccountWork work, CreateMailboxWrite write)
    {
        var plan = MailboxRules.Create(work.Tree, write.Name, write.SpecialUse, work.Surroundings.Options.MostMailboxes);
        return plan.Refusal ?? Done(work, write, plan);
    }

    public static MailboxResult Apply(AccountWork work, DeleteMailboxWrite write)
    {
        var plan = MailboxRules.Delete(work.Tree, write.Name);
        return plan.Refusal ?? Done(work, write, plan);
    }

    public static MailboxResult Apply(AccountWork work, RenameMailboxWrite write)
    {
        var plan = MailboxRules.Rename(work.Tree, write.From, write.To, work.Surroundings.Options.MostMailboxes);
        return plan.Refusal ?? Done(work, write, plan);
    }

    public static void Apply(AccountWork work, SubscribeWrite write)
    {
        var subscriptions = write.Subscribed ? work.Tree.Subscriptions.Add(write.Name) : work.Tree.Subscriptions.Remove(write.Name);
        if (ReferenceEquals(subscriptions, work.Tree.Subscriptions))
            return;
        work.Database.Statement(write.Subscribed
                ? "INSERT INTO subscription (name) VALUES (?) ON CONFLICT DO NOTHING"
                : "DELETE FROM subscription WHERE name = ?")
            .Bind(1, write.Name.Text).Run();
        work.NextModSeq();
        work.Subscribe(subscriptions);
    }

    public static void Apply(AccountWork work, RecentWrite write)
    {
        foreach (var (id, floor) in write.Floors)
        {
            if (work.Tree.TryGet(id, out var mailbox) && floor > mailbox.RecentFloor)
                work.Set(mailbox with { RecentFloor = floor });
        }
    }

    private static MailboxResult Done(AccountWork work, AccountWrite write, MailboxPlan plan)
    {
        var modSeq = work.NextModSeq();
        MailboxInfo? asked = null;
        foreach (var mailbox in plan.Remove)
        {
            asked = mailbox;
            // Its rows are swept later: removing a mailbox of a million messages holds nobody up.
            work.Database.Statement("UPDATE mailbox SET removed = ? WHERE key = ?").Bind(1, modSeq.Value).Bind(2, work.KeyOf(mailbox.Id)).Run();
            work.Remove(mailbox.Id);
        }

        var isDeletion = asked is not null && write is DeleteMailboxWrite;
        foreach (var planned in plan.Create)
        {
            var created = new MailboxInfo(
                work.Surroundings.Ids.NewMailboxId(), planned.Name, work.NextUidValidity(), new(1), modSeq, modSeq,
                Messages: 0, Unseen: 0, Deleted: 0, Bytes: 0, planned.SpecialUse, planned.IsSelectable, [], new(1), ModSeq.Zero);
            work.Add(created, MailboxRows.Insert(work.Database, created));
            asked = isDeletion ? asked : created;
        }

        foreach (var (mailbox, name) in plan.Rename)
            Rename(work, mailbox, name, modSeq);
        if (!plan.Rename.IsEmpty)
            work.Tree.TryGet(plan.Rename[0].Mailbox.Id, out asked);
        if (plan.TakesMessagesOf is { } inbox)
            asked = TakeMessages(work, write, inbox, asked!, modSeq);
        return new MailboxResult.Done(asked!);
    }

    private static void Rename(AccountWork work, MailboxInfo mailbox, MailboxName name, ModSeq modSeq)
    {
        work.Database.Statement("UPDATE mailbox SET name = ? WHERE key = ?").Bind(1, name.Text).Bind(2, work.KeyOf(mailbox.Id)).Run();
        work.Set(mailbox with { Name = name, PropertiesModSeq = modSeq });
    }

    // RFC 9051 §6.3.6: the new mailbox takes INBOX's rows as they are, by taking its key; INBOX goes on under the new mailbox's. The UIDs are
    // the same numbers, under another UIDVALIDITY.
    private static MailboxInfo TakeMessages(AccountWork work, AccountWrite write, MailboxInfo inbox, MailboxInfo heir, ModSeq modSeq)
    {
        var (inboxKey, heirKey) = (work.KeyOf(inbox.Id), work.KeyOf(heir.Id));
        var uids = new List<Uid>();
        foreach (var pack in PackedRows.All(work.Database, inboxKey))
        {
            for (var i = 0; i < pack.Count; i++)
                uids.Add(pack.UidAt(i));
        }

        var rekey = work.Database.Statement("UPDATE mailbox SET key = ? WHERE key = ?");
        rekey.Bind(1, -1).Bind(2, inboxKey).Run();
        rekey.Bind(1, inboxKey).Bind(2, heirKey).Run();
        rekey.Bind(1, heirKey).Bind(2, -1).Run();
        work.Database.Statement("UPDATE expunged SET mailbox = ? WHERE mailbox = ?").Bind(1, heirKey).Bind(2, inboxKey).Run();
        var vanished = UidSet.From(uids);
        Removal.Record(work, heirKey, vanished, modSeq);
        var taken = heir with
        {
            UidNext = inbox.UidNext,
            Messages = inbox.Messages,
            Unseen = inbox.Unseen,
            Deleted = inbox.Deleted,
            Bytes = inbox.Bytes,
            Keywords = inbox.Keywords,
            RecentFloor = inbox.RecentFloor,
        };
        work.Add(taken, inboxKey);
        work.Add(inbox with { HighestModSeq = modSeq, Messages = 0, Unseen = 0, Deleted = 0, Bytes = 0 }, heirKey);
        write.Deltas = [new(inbox.Id, modSeq, default, vanished)];
        return taken;
    }
}
