using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Culver.Storage;

/// <summary>All mailboxes of an account at one moment: immutable, shared, cheap to ask.</summary>
/// <param name="HighestModSeq">The account's ModSeq at that moment.</param>
/// <param name="ByName">The mailboxes in the order of LIST.</param>
/// <param name="ById">The same by id.</param>
/// <param name="Subscriptions">The subscribed names, also of mailboxes that do not exist (RFC 9051 §6.3.7).</param>
public sealed record MailboxTree(
    ModSeq HighestModSeq,
    ImmutableSortedDictionary<MailboxName, MailboxInfo> ByName,
    ImmutableDictionary<MailboxId, MailboxInfo> ById,
    ImmutableSortedSet<MailboxName> Subscriptions)
{
    /// <summary>A tree of nothing.</summary>
    public static MailboxTree Empty { get; } = new(
        ModSeq.Zero,
        ImmutableSortedDictionary<MailboxName, MailboxInfo>.Empty,
        ImmutableDictionary<MailboxId, MailboxInfo>.Empty,
        ImmutableSortedSet<MailboxName>.Empty);

    /// <summary>The octets of all messages in all mailboxes: what a quota counts. Kept with the mailboxes' own counters, in the same commit.</summary>
    public long Bytes { get; private init; }

    /// <summary>How many messages there are in all mailboxes.</summary>
    public long Messages { get; private init; }

    /// <summary>Finds a mailbox by name.</summary>
    public bool TryGet(MailboxName name, [NotNullWhen(true)] out MailboxInfo? mailbox) => ByName.TryGetValue(name, out mailbox);

    /// <summary>Finds a mailbox by id.</summary>
    public bool TryGet(MailboxId id, [NotNullWhen(true)] out MailboxInfo? mailbox) => ById.TryGetValue(id, out mailbox);

    /// <summary>This tree with a mailbox put in, or put in place of the one with the same id.</summary>
    public MailboxTree With(MailboxInfo mailbox)
    {
        var names = ById.TryGetValue(mailbox.Id, out var old) && old.Name != mailbox.Name ? ByName.Remove(old.Name) : ByName;
        return this with
        {
            ByName = names.SetItem(mailbox.Name, mailbox),
            ById = ById.SetItem(mailbox.Id, mailbox),
            Bytes = Bytes + mailbox.Bytes - (old?.Bytes ?? 0),
            Messages = Messages + mailbox.Messages - (old?.Messages ?? 0),
        };
    }

    /// <summary>This tree without a mailbox.</summary>
    public MailboxTree Without(MailboxId id) =>
        ById.TryGetValue(id, out var old)
            ? this with { ByName = ByName.Remove(old.Name), ById = ById.Remove(id), Bytes = Bytes - old.Bytes, Messages = Messages - old.Messages }
            : this;
}
