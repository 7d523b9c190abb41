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
    public static List<string> Attributes(MailboxTree tree, MailboxInfo mailbox)
    {
        var attributes = new List<string>();
        if (!mailbox.IsSelectable)
            attributes.Add(@"\Noselect");
        attributes.Add(HasChildren(tree, mailbox.Name) ? @"\HasChildren" : @"\HasNoChildren");
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
