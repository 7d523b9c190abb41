using System.Collections.Immutable;
using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Packs;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Stores new messages: content, digest, thread, row.</summary>
internal static class AppendOperation
{
    public static AppendResult Apply(AccountWork work, AppendWrite write)
    {
        if (!work.Tree.TryGet(write.Mailbox, out var mailbox) || !mailbox.IsSelectable)
            return new AppendResult.MailboxGone();
        if (mailbox.UidNext.Value > uint.MaxValue - (uint)write.Messages.Length)
            return new AppendResult.UidsExhausted();
        var keywords = mailbox.Keywords;
        var flags = new FlagSet[write.Messages.Length];
        for (var i = 0; i < flags.Length; i++)
        {
            var given = write.Messages[i].Flags;
            if (!KeywordRules.TryRegister(ref keywords, given.Keywords, out var mask))
                return new AppendResult.TooManyKeywords();
            flags[i] = new(given.System, mask);
        }

        var now = work.Surroundings.Time.GetUtcNow().ToUnixTimeSeconds();
        // RFC 9208 §4.3.1: refused when it puts the account over its quota; a delivery that was committed before is asked about first.
        if (!write.Limits.HasRoomFor(write.Messages.Sum(static message => message.Content.Length), work.Tree))
            return write.Key is { } earlier && IsRemembered(work, earlier) ? new AppendResult.AlreadyDelivered() : new AppendResult.OverQuota();
        if (write.Key is { } key && !Remember(work, key, now))
            return new AppendResult.AlreadyDelivered();

        var modSeq = work.NextModSeq();
        var table = work.Surroundings.FlagSets(mailbox.Id);
        var messageKey = work.TakeMessageKeys(write.Messages.Length);
        var appended = ImmutableArray.CreateBuilder<AppendedMessage>(write.Messages.Length);
        var stored = new MessageRow[write.Messages.Length];
        var rows = new IndexRow[stored.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var message = write.Messages[i];
            var uid = new Uid(mailbox.UidNext.Value + (uint)i);
            var (email, thread) = StoreMessage(work, messageKey + i, message.Content, now);
            stored[i] = new(uid, modSeq, flags[i], ZonedTime.From(message.InternalDate).Packed, now, message.Content.Length, messageKey + i);
            rows[i] = stored[i].ToIndex(table);
            appended.Add(new(uid, email, thread));
        }

        PackedRows.Append(work.Database, work.KeyOf(mailbox.Id), stored);
        work.Set(Counters.With(mailbox with { Keywords = keywords }, modSeq, flags, rows) with { UidNext = new(mailbox.UidNext.Value + (uint)rows.Length) });
        write.Deltas = [new(mailbox.Id, modSeq, rows, UidSet.Empty)];
        return new AppendResult.Appended(mailbox.UidValidity, appended.MoveToImmutable(), modSeq);
    }

    // The same transaction that stores the message remembers its delivery: a retry can never store it twice.
    private static bool Remember(AccountWork work, DeliveryKey key, long now)
    {
        work.Database.Statement("INSERT INTO delivered (delivery, recipient, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .Bind(1, key.Delivery).Bind(2, key.Recipient).Bind(3, now).Run();
        return work.Database.Changes == 1;
    }

    private static bool IsRemembered(AccountWork work, DeliveryKey key)
    {
        var found = work.Database.Statement("SELECT 1 FROM delivered WHERE delivery = ? AND recipient = ?").Bind(1, key.Delivery).Bind(2, key.Recipient);
        using (found.Rows())
            return found.Step();
    }

    private static (EmailId Email, ThreadId Thread) StoreMessage(AccountWork work, long key, IStagedContent content, long now)
    {
        if (content is not StagedContent staged)
            throw new ArgumentException("The content was staged by another store.", nameof(content));
        var email = work.Surroundings.Ids.NewEmailId();
        var thread = Threads.Of(work, staged.Digest);
        var blob = BlobEnvelope.Around(staged.Digest.Bytes.Span);
        work.Database.Statement("INSERT INTO message (key, email, thread, size, saved, in_file, digest) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .Bind(1, key).Bind(2, email.Value).Bind(3, thread.Value).Bind(4, staged.Length).Bind(5, now).Bind(6, staged.Path is null ? 0 : 1).Bind(7, blob).Run();
        if (staged.Path is null)
        {
            work.Database.Statement("INSERT INTO content (message, bytes) VALUES (?, ?)").Bind(1, key).Bind(2, staged.Blob).Run();
            return (email, thread);
        }

        // The file was synced when it was staged; its name here is synced before the transaction that refers to it is committed.
        var file = work.Surroundings.ContentFile(email);
        DurableFiles.Link(staged.Path, file);
        work.NewFiles.Add(file);
        return (email, thread);
    }
}
