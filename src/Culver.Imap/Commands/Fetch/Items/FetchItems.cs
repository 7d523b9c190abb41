using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>Reads what follows an item's name and gives the item.</summary>
internal delegate FetchItem FetchItemReading(ref ImapReader reader);

/// <summary>An item as it is registered.</summary>
/// <param name="Reading">Reads it.</param>
/// <param name="Capability">The capability it comes with: where that is switched off there is no such item. Null for what cannot be without.</param>
internal sealed record FetchItemSpec(FetchItemReading Reading, string? Capability);

/// <summary>The FETCH items of RFC 9051 §6.4.5 and RFC 3501 §6.4.5.</summary>
internal static class FetchItems
{
    public static void Register(ImapRegistryBuilder imap)
    {
        imap.FetchItem("UID", static (ref ImapReader _) => UidItem.Instance);
        imap.FetchItem("FLAGS", static (ref ImapReader _) => FlagsItem.Instance);
        imap.FetchItem("INTERNALDATE", static (ref ImapReader _) => InternalDateItem.Instance);
        imap.FetchItem("RFC822.SIZE", static (ref ImapReader _) => SizeItem.Instance);
        imap.FetchItem("ENVELOPE", static (ref ImapReader _) => EnvelopeItem.Instance);
        imap.FetchItem("BODYSTRUCTURE", static (ref ImapReader _) => BodyStructureItem.Instance);
        imap.FetchItem("BODY", static (ref ImapReader reader) => reader.Peek == '[' ? Section(ref reader, isPeek: false) : BodyItem.Instance);
        imap.FetchItem("BODY.PEEK", static (ref ImapReader reader) => Section(ref reader, isPeek: true));
        // RFC 3501 §6.4.5: the old names; clients still ask for them.
        imap.FetchItem("RFC822", static (ref ImapReader _) => Whole(SectionText.Whole, isPeek: false, "RFC822"u8));
        imap.FetchItem("RFC822.HEADER", static (ref ImapReader _) => Whole(SectionText.Header, isPeek: true, "RFC822.HEADER"u8));
        imap.FetchItem("RFC822.TEXT", static (ref ImapReader _) => Whole(SectionText.Text, isPeek: false, "RFC822.TEXT"u8));
        // RFC 3516 §4.2.
        imap.FetchItem("BINARY", static (ref ImapReader reader) => new BinaryItem(reader.SectionBinary(), reader.Partial(), isPeek: false), "BINARY");
        imap.FetchItem("BINARY.PEEK", static (ref ImapReader reader) => new BinaryItem(reader.SectionBinary(), reader.Partial(), isPeek: true), "BINARY");
        imap.FetchItem("BINARY.SIZE", static (ref ImapReader reader) => new BinarySizeItem(reader.SectionBinary()), "BINARY");
        // RFC 7162 §3.1.4.2, RFC 8474 §5.
        imap.FetchItem("MODSEQ", static (ref ImapReader _) => ModSeqItem.Instance, "CONDSTORE");
        imap.FetchItem("EMAILID", static (ref ImapReader _) => ObjectIdItem.Email, "OBJECTID");
        imap.FetchItem("THREADID", static (ref ImapReader _) => ObjectIdItem.Thread, "OBJECTID");
    }

    private static BodySectionItem Section(ref ImapReader reader, bool isPeek) => new(reader.Section(), reader.Partial(), isPeek);

    private static BodySectionItem Whole(SectionText text, bool isPeek, ReadOnlySpan<byte> name) =>
        new(new([], text, []), partial: null, isPeek, name.ToArray());
}
