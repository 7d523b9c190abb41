using System.Collections.Immutable;
using Culver.Imap.Commands.Fetch.Items;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Mime;

namespace Culver.Imap.Commands.Fetch;

/// <summary>The form of a FETCH response: what stands around the items asked for, and the items that go with them.</summary>
internal sealed class FetchResponse(ImmutableArray<FetchItem> items, CommandContext context)
{
    private readonly FetchItem[] _items = [.. items];
    private readonly bool _tellsFlags = items.Contains(FlagsItem.Instance);
    private readonly bool _tellsModSeq = items.Contains(ModSeqItem.Instance);
    private readonly bool _tellsUid = items.Contains(UidItem.Instance);

    /// <summary>Whether all items can be written at once.</summary>
    public bool IsImmediate { get; } = items.All(static item => item.IsImmediate);

    /// <summary>Whether the digest of a message has what the items want of it.</summary>
    public bool CanWrite(DigestView digest)
    {
        foreach (var item in _items)
        {
            if (!item.CanWrite(digest))
                return false;
        }

        return true;
    }

    /// <summary>Writes a whole response of items that wait for nothing.</summary>
    /// <param name="message">The message.</param>
    /// <param name="digest">Its digest, where an item needs it.</param>
    /// <param name="hasNewFlags">Whether the command has changed its flags.</param>
    public void Write(FetchedMessage message, DigestView digest, bool hasNewFlags)
    {
        var writer = context.Writer;
        Begin(message, writer);
        var isFirst = true;
        foreach (var item in _items)
        {
            if (!isFirst)
                writer.Space();
            isFirst = false;
            item.Write(message, digest, writer);
        }

        End(message, writer, isFirst, hasNewFlags);
    }

    public static void Begin(FetchedMessage message, ImapWriter writer)
    {
        writer.Untagged();
        writer.Number((ulong)message.Number.Value);
        writer.Keyword(" FETCH ("u8);
    }

    public void End(FetchedMessage message, ImapWriter writer, bool isFirst, bool hasNewFlags)
    {
        // RFC 9051 §6.4.5: where \Seen was set just now, the flags are told with it.
        if (hasNewFlags && !_tellsFlags)
        {
            WriteAlso(FlagsItem.Instance, message, writer, isFirst);
            isFirst = false;
            // RFC 9051 §7.5.2 wants the UID with flags that were not asked for.
            if (!_tellsUid)
                WriteAlso(UidItem.Instance, message, writer, isFirst: false);
        }

        // RFC 7162 §3.1: a client with CONDSTORE is told the mod-sequence wherever flags are told.
        if (!_tellsModSeq && (_tellsFlags || hasNewFlags) && context.Session.Has(ImapFeatures.Condstore))
            WriteAlso(ModSeqItem.Instance, message, writer, isFirst);
        // RFC 9051 §9: msg-att holds at least one item; when none of those asked for could be decoded it is the UID.
        else if (isFirst)
            WriteAlso(UidItem.Instance, message, writer, isFirst);
        writer.Close();
        writer.CrLf();
    }

    private static void WriteAlso(ImmediateItem item, FetchedMessage message, ImapWriter writer, bool isFirst)
    {
        if (!isFirst)
            writer.Space();
        item.Write(message, default, writer);
    }
}
