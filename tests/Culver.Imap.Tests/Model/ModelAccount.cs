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

    /// <summary>CREATE, with the names above that are missing. False when the name is taken.</summary>
    public bool Create(string name)
    {
        if (Mailboxes.ContainsKey(name))
            return false;
        for (var cut = name.IndexOf('/', StringComparison.Ordinal); cut > 0; cut = name.IndexOf('/', cut + 1))
            Mailboxes.TryAdd(name[..cut], new(name[..cut]));
        Mailboxes[name] = new(name);
        return true;
    }

    public void Delete(string name)
    {
        // Sessions that have it selected still hold it; what was in it is nowhere any more.
        Mailboxes[name].IsGone = true;
        Mailboxes[name].Messages.Clear();
        Mailboxes.Remove(name);
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
