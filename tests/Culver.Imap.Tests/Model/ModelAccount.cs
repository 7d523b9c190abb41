namespace Culver.Imap.Tests.Model;

/// <summary>The simple model of an account: what IMAP says it is, without any of the server's machinery.</summary>
internal sealed class ModelAccount
{
    public SortedDictionary<string, ModelMailbox> Mailboxes { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Subscriptions { get; } = new(StringComparer.Ordinal);

    public ModelAccount()
    {
        foreach (var name in new[] { "INBOX", "Archive", "Drafts", "Junk", "Sent", "Trash" })
        {
            Mailboxes.Add(name, new(name));
            Subscriptions.Add(name);
        }
    }

    public bool HasChildren(string name) => Mailboxes.Keys.Any(other => other.StartsWith(name + "/", StringComparison.Ordinal));

    /// <summary>A mailbox that can be selected; null where there is none of the name.</summary>
    public ModelMailbox? Selectable(string name) => Mailboxes.GetValueOrDefault(name) is { IsNoselect: false } mailbox ? mailbox : null;

    /// <summary>CREATE, with the names above that are missing. False when the name is taken.</summary>
    public bool Create(string name)
    {
        if (Selectable(name) is not null)
            return false;
        for (var cut = name.IndexOf('/', StringComparison.Ordinal); cut > 0; cut = name.IndexOf('/', cut + 1))
            Mailboxes.TryAdd(name[..cut], new(name[..cut]));
        Mailboxes[name] = new(name);
        return true;
    }

    /// <summary>DELETE. Above others the name stays, for them alone (RFC 9051 §6.3.5).</summary>
    public void Delete(string name)
    {
        // Sessions that have it selected still hold it; what was in it is nowhere any more.
        Mailboxes[name].IsGone = true;
        Mailboxes[name].Messages.Clear();
        Mailboxes.Remove(name);
        if (HasChildren(name))
            Mailboxes.Add(name, new(name) { IsNoselect = true });
    }

    /// <summary>RENAME of anything but INBOX, children too.</summary>
    public void Rename(string from, string to)
    {
        foreach (var old in Mailboxes.Keys.Where(name => name == from || name.StartsWith(from + "/", StringComparison.Ordinal)).ToList())
        {
            var mailbox = Mailboxes[old];
            Mailboxes.Remove(old);
            mailbox.Name = to + old[from.Length..];
            Mailboxes.Add(mailbox.Name, mailbox);
        }

        for (var cut = to.IndexOf('/', StringComparison.Ordinal); cut > 0; cut = to.IndexOf('/', cut + 1))
            Mailboxes.TryAdd(to[..cut], new(to[..cut]));
    }
}
