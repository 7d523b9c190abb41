using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Session;

/// <summary>LIST responses and the attributes in them (RFC 9051 §7.3.1, RFC 6154 §2, RFC 3348).</summary>
internal static class ListResponse
{
    private static readonly (SpecialUse Use, string Name)[] SpecialUses =
    [
        (SpecialUse.All, @"\All"),
        (SpecialUse.Archive, @"\Archive"),
        (SpecialUse.Drafts, @"\Drafts"),
        (SpecialUse.Flagged, @"\Flagged"),
        (SpecialUse.Junk, @"\Junk"),
        (SpecialUse.Sent, @"\Sent"),
        (SpecialUse.Trash, @"\Trash"),
        (SpecialUse.Important, @"\Important"),
    ];

    /// <summary>The special uses by the names they have on the wire.</summary>
    public static IEnumerable<(SpecialUse Use, string Name)> SpecialUseNames => SpecialUses;

    /// <summary>The attributes of a mailbox of a tree: existence, children, special uses.</summary>
    public static List<string> Attributes(ImapSession session, MailboxTree tree, MailboxInfo mailbox)
    {
        var attributes = new List<string>();
        if (!mailbox.IsSelectable)
            attributes.Add(@"\Noselect");
        if (session.Offers("CHILDREN"))
            attributes.Add(HasChildren(tree, mailbox.Name) ? @"\HasChildren" : @"\HasNoChildren");
        if (session.Offers("SPECIAL-USE"))
            attributes.AddRange(SpecialUsesOf(mailbox));
        return attributes;
    }

    /// <summary>The special uses of a mailbox.</summary>
    public static IEnumerable<string> SpecialUsesOf(MailboxInfo mailbox) =>
        SpecialUses.Where(special => (mailbox.SpecialUse & special.Use) != SpecialUse.None).Select(static special => special.Name);

    /// <summary>Whether any mailbox lies below a name.</summary>
    public static bool HasChildren(MailboxTree tree, MailboxName name)
    {
        foreach (var other in tree.ByName.Keys)
        {
            if (other.IsBelow(name))
                return true;
        }

        return false;
    }

    /// <summary>
    /// RFC 9051 §6.3.9.7: a client of rev2 that named a mailbox otherwise than it is called here is told both names. Nothing where they
    /// are the same.
    /// </summary>
    public static void WriteNormalised(ImapSession session, ImapWriter writer, string supplied, MailboxName name)
    {
        if (!IsNormalised(session, supplied, name))
            return;
        var tree = session.Account!.Mailboxes;
        Begin(writer, tree.TryGet(name, out var mailbox) ? Attributes(session, tree, mailbox) : [@"\NonExistent"], name.Text);
        WriteOldName(writer, supplied);
        writer.CrLf();
    }

    /// <summary>Whether a client of rev2 must be told that a name is another here. A trailing separator is none of it (§6.3.4).</summary>
    public static bool IsNormalised(ImapSession session, string supplied, MailboxName name) =>
        session.Has(ImapFeatures.Imap4Rev2) && !string.Equals(supplied.TrimEnd(MailboxName.Separator), name.Text, StringComparison.Ordinal);

    /// <summary>The OLDNAME item of a LIST response.</summary>
    public static void WriteOldName(ImapWriter writer, string oldName)
    {
        writer.Keyword(" (\"OLDNAME\" ("u8);
        writer.Mailbox(oldName);
        writer.Close();
        writer.Close();
    }

    /// <summary>Writes <c>* LIST (attributes) "/" name</c> without the line's end, so that extended data can follow.</summary>
    public static void Begin(ImapWriter writer, IReadOnlyList<string> attributes, string name, bool isLsub = false)
    {
        writer.Untagged();
        writer.Keyword(isLsub ? "LSUB ("u8 : "LIST ("u8);
        for (var i = 0; i < attributes.Count; i++)
        {
            if (i > 0)
                writer.Space();
            writer.Flag(attributes[i]);
        }

        writer.Keyword(") \"/\" "u8);
        writer.Mailbox(name);
    }
}
