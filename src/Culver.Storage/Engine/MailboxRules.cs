using System.Collections.Immutable;

namespace Culver.Storage.Engine;

/// <summary>
/// What creating, deleting and renaming mean for the tree of mailboxes: the same for every engine, which asks inside its transaction
/// and stores the answer.
/// </summary>
public static class MailboxRules
{
    /// <summary>Names other accounts' mailboxes will appear under; nobody's own (architecture: sharing).</summary>
    private static readonly ImmutableArray<MailboxName> Reserved = [MailboxName.Parse("Other Users"), MailboxName.Parse("Shared")];

    /// <summary>Says what a creation does.</summary>
    public static MailboxPlan Create(MailboxTree tree, MailboxName name, SpecialUse specialUse, int mostMailboxes)
    {
        if (IsReserved(name))
            return MailboxPlan.Refuse(new MailboxResult.Forbidden("The name is reserved."));
        var remove = ImmutableArray<MailboxInfo>.Empty;
        if (tree.TryGet(name, out var present))
        {
            if (present.IsSelectable)
                return MailboxPlan.Refuse(new MailboxResult.AlreadyExists());
            // RFC 9051 §6.3.5: a name that was left behind for its children may be created again; it is another mailbox then.
            remove = [present];
        }

        // RFC 6154 §5.2: a special use is refused with USEATTR where it cannot be given.
        if (specialUse != SpecialUse.None && tree.ById.Values.Any(mailbox => (mailbox.SpecialUse & specialUse) != SpecialUse.None))
            return MailboxPlan.Refuse(new MailboxResult.SpecialUseTaken());
        var parents = MissingParents(tree, name);
        if (tree.ById.Count + parents.Length + 1 - remove.Length > mostMailboxes)
            return MailboxPlan.Refuse(new MailboxResult.LimitReached());
        var create = parents.Select(static parent => new PlannedMailbox(parent, SpecialUse.None, IsSelectable: true))
            .Append(new(name, specialUse, IsSelectable: true));
        return new(Refusal: null, remove, [.. create], []);
    }

    /// <summary>Says what a deletion does.</summary>
    public static MailboxPlan Delete(MailboxTree tree, MailboxName name)
    {
        if (name.IsInbox)
            return MailboxPlan.Refuse(new MailboxResult.Forbidden("INBOX cannot be deleted."));
        if (!tree.TryGet(name, out var mailbox))
            return MailboxPlan.Refuse(new MailboxResult.NotFound());
        var hasChildren = tree.ByName.Keys.Any(other => other.IsBelow(name));
        if (!hasChildren)
            return new(Refusal: null, [mailbox], [], []);
        // RFC 9051 §6.3.5: the messages go, the name stays for its children and cannot be selected; once it is such a name there is nothing more to remove.
        return mailbox.IsSelectable
            ? new(Refusal: null, [mailbox], [new(name, SpecialUse.None, IsSelectable: false)], [])
            : MailboxPlan.Refuse(new MailboxResult.HasChildren());
    }

    /// <summary>Says what a renaming does. Of INBOX: see <see cref="MailboxPlan.TakesMessagesOf"/>.</summary>
    public static MailboxPlan Rename(MailboxTree tree, MailboxName from, MailboxName to, int mostMailboxes)
    {
        if (!tree.TryGet(from, out var mailbox))
            return MailboxPlan.Refuse(new MailboxResult.NotFound());
        if (tree.TryGet(to, out _))
            return MailboxPlan.Refuse(new MailboxResult.AlreadyExists());
        if (IsReserved(to))
            return MailboxPlan.Refuse(new MailboxResult.Forbidden("The name is reserved."));
        var parents = MissingParents(tree, to)
            .Select(static parent => new PlannedMailbox(parent, SpecialUse.None, IsSelectable: true)).ToImmutableArray();
        if (tree.ById.Count + parents.Length + (from.IsInbox ? 1 : 0) > mostMailboxes)
            return MailboxPlan.Refuse(new MailboxResult.LimitReached());
        // RFC 9051 §6.3.6: renaming INBOX moves its messages to a new mailbox, leaves INBOX empty, and does not touch what is below it.
        if (from.IsInbox)
            return new(Refusal: null, [], parents.Add(new(to, SpecialUse.None, IsSelectable: true)), []) { TakesMessagesOf = mailbox };
        if (to.IsBelow(from))
            return MailboxPlan.Refuse(new MailboxResult.Forbidden("A mailbox cannot be moved below itself."));
        var renamed = ImmutableArray.CreateBuilder<(MailboxInfo, MailboxName)>();
        renamed.Add((mailbox, to));
        foreach (var (name, child) in tree.ByName)
        {
            if (!name.IsBelow(from))
                continue;
            var rebased = name.Rebase(from, to);
            if (!MailboxName.TryParse(rebased.Text, out _))
                return MailboxPlan.Refuse(new MailboxResult.Forbidden("A name below it would become too long."));
            renamed.Add((child, rebased));
        }

        return new(Refusal: null, [], parents, renamed.ToImmutable());
    }

    private static bool IsReserved(MailboxName name) => Reserved.Any(reserved => name == reserved || name.IsBelow(reserved));

    // RFC 9051 §6.3.4: superior names that are missing are created too.
    private static ImmutableArray<MailboxName> MissingParents(MailboxTree tree, MailboxName name)
    {
        var missing = ImmutableArray.CreateBuilder<MailboxName>();
        for (var parent = name.Parent; parent is { } above && !tree.TryGet(above, out _); parent = above.Parent)
            missing.Insert(0, above);
        return missing.ToImmutable();
    }
}

/// <summary>What is to be done to the tree of mailboxes, or why not.</summary>
/// <param name="Refusal">Why not; null when the rest is to be done.</param>
/// <param name="Remove">Mailboxes that go, with their messages.</param>
/// <param name="Create">Mailboxes that come, each with a new id and UIDVALIDITY, in this order; the last one is what was asked for.</param>
/// <param name="Rename">Mailboxes that get another name and keep everything else; the first one is what was asked for.</param>
public sealed record MailboxPlan(
    MailboxResult? Refusal,
    ImmutableArray<MailboxInfo> Remove,
    ImmutableArray<PlannedMailbox> Create,
    ImmutableArray<(MailboxInfo Mailbox, MailboxName Name)> Rename)
{
    /// <summary>The mailbox whose messages go to the last created one; null for none.</summary>
    public MailboxInfo? TakesMessagesOf { get; init; }

    internal static MailboxPlan Refuse(MailboxResult reason) => new(reason, [], [], []);
}

/// <summary>A mailbox to be made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SpecialUse">What it is for.</param>
/// <param name="IsSelectable">Whether it may hold messages.</param>
public sealed record PlannedMailbox(MailboxName Name, SpecialUse SpecialUse, bool IsSelectable);
