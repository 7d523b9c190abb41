using Culver.Imap.Session;
using Culver.Storage;

namespace Culver.Imap.Commands.List;

/// <summary>Which names a LIST returns, with what attributes (RFC 9051 §6.3.9.3 to §6.3.9.6).</summary>
internal sealed class Listing
{
    private readonly MailboxTree _tree;
    private readonly ListCommand _command;
    private readonly ImapSession _session;
    private readonly ListPattern[] _patterns;
    private readonly HashSet<MailboxName> _parents = [];
    private readonly HashSet<MailboxName> _parentsOfSelected = [];
    private readonly HashSet<MailboxName> _parentsOfUnlisted = [];

    public Listing(MailboxTree tree, ListCommand command, ImapSession session)
    {
        _session = session;
        _tree = tree;
        _command = command;
        _patterns = [.. command.Patterns.Where(static pattern => pattern.Length > 0).Select(pattern => new ListPattern(command.Reference, pattern))];
        foreach (var name in Names())
        {
            var isSelected = Selects(name);
            var isUnlisted = isSelected && !IsMatched(name);
            for (var parent = name.Parent; parent is { } above; parent = above.Parent)
            {
                if (tree.ByName.ContainsKey(name))
                    _parents.Add(above);
                if (isSelected)
                    _parentsOfSelected.Add(above);
                if (isUnlisted)
                    _parentsOfUnlisted.Add(above);
            }
        }
    }

    private bool IsRecursive => (_command.Selection & ListSelection.RecursiveMatch) != ListSelection.None;

    private bool SelectsSubscribed => (_command.Selection & ListSelection.Subscribed) != ListSelection.None;

    public IEnumerable<Entry> Entries()
    {
        foreach (var name in Names())
        {
            if (!IsMatched(name))
                continue;
            var isSelected = Selects(name);
            var childMatches = IsRecursive && _parentsOfSelected.Contains(name);
            // RFC 9051 §6.3.9.6: a name that is not selected itself is listed for what lies below it, when asked so and when not all
            // of that is listed anyway.
            if (isSelected || (childMatches && _parentsOfUnlisted.Contains(name)))
                yield return new(name, Mailbox(name), Attributes(name), isSelected, childMatches);
        }
    }

    /// <summary>Every name there is: mailboxes, and with SUBSCRIBED those subscribed that do not exist, and what lies above them.</summary>
    private SortedSet<MailboxName> Names()
    {
        var names = new SortedSet<MailboxName>(_tree.ByName.Keys);
        if (!SelectsSubscribed)
            return names;
        foreach (var subscription in _tree.Subscriptions)
        {
            names.Add(subscription);
            for (var parent = subscription.Parent; IsRecursive && parent is { } above; parent = above.Parent)
                names.Add(above);
        }

        return names;
    }

    private bool IsMatched(MailboxName name) => Array.Exists(_patterns, pattern => pattern.Matches(name));

    private MailboxInfo? Mailbox(MailboxName name) => _tree.ByName.GetValueOrDefault(name);

    private bool Selects(MailboxName name)
    {
        var mailbox = Mailbox(name);
        if (SelectsSubscribed && !_tree.Subscriptions.Contains(name))
            return false;
        if ((_command.Selection & ListSelection.SpecialUse) != ListSelection.None && (mailbox is null || mailbox.SpecialUse == SpecialUse.None))
            return false;
        return mailbox is not null || SelectsSubscribed;
    }

    private List<string> Attributes(MailboxName name)
    {
        var mailbox = Mailbox(name);
        var attributes = new List<string>();
        if (mailbox is null)
            attributes.Add(@"\NonExistent");
        else if (!mailbox.IsSelectable)
            attributes.Add(@"\Noselect");
        // RFC 9051 §6.3.9.1: SUBSCRIBED as a selection implies it as a return option.
        var tellsSubscribed = SelectsSubscribed || (_command.Return & ListReturn.Subscribed) != ListReturn.None;
        if (tellsSubscribed && _tree.Subscriptions.Contains(name))
            attributes.Add(@"\Subscribed");
        if (_session.Offers("CHILDREN") || (_command.Return & ListReturn.Children) != ListReturn.None)
            attributes.Add(_parents.Contains(name) ? @"\HasChildren" : @"\HasNoChildren");
        // RFC 6154 §2: the special uses may come with any LIST; clients look for them in a plain one.
        if (mailbox is not null && _session.Offers("SPECIAL-USE"))
            attributes.AddRange(ListResponse.SpecialUsesOf(mailbox));
        return attributes;
    }

    /// <summary>One name to list.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Mailbox">The mailbox; null where the name does not exist.</param>
    /// <param name="Attributes">Its attributes.</param>
    /// <param name="IsSelected">Whether it is what was looked for.</param>
    /// <param name="ChildMatches">Whether something below it is selected.</param>
    internal sealed record Entry(MailboxName Name, MailboxInfo? Mailbox, List<string> Attributes, bool IsSelected, bool ChildMatches);
}
