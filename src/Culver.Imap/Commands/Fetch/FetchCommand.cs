using System.Collections.Immutable;
using Culver.Imap.Commands.Fetch.Items;
using Culver.Imap.Dispatch;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Fetch;

// fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")   RFC 9051 §9
//         [SP "(" fetch-modifier *(SP fetch-modifier) ")"]                                                       RFC 4466 §6
// fetch-modifier = "CHANGEDSINCE" SP mod-sequence-value / "VANISHED"                                             RFC 7162 §7
internal sealed record FetchCommand(bool ByUid, SequenceSet Messages, ImmutableArray<FetchItem> Items, ModSeq? ChangedSince, bool Vanished)
    : IImapCommand<FetchCommand>
{
    private static readonly ImmutableArray<FetchItem> Fast = [FlagsItem.Instance, InternalDateItem.Instance, SizeItem.Instance];

    public static FetchCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var messages = reader.SequenceSet();
        reader.Space();
        var items = ItemList(ref reader, context);
        ModSeq? changedSince = null;
        var vanished = false;
        if (reader.TrySpace())
            Modifiers(ref reader, context, out changedSince, out vanished);
        reader.End();
        return new(context.ByUid, messages, items, changedSince, vanished);
    }

    private static ImmutableArray<FetchItem> ItemList(ref ImapReader reader, ParseContext context)
    {
        if (reader.TryKeyword("ALL"u8))
            return [.. Fast, EnvelopeItem.Instance];
        if (reader.TryKeyword("FULL"u8))
            return [.. Fast, EnvelopeItem.Instance, BodyItem.Instance];
        if (reader.TryKeyword("FAST"u8))
            return Fast;
        if (!reader.TryOpen())
            return [Item(ref reader, context)];
        var items = ImmutableArray.CreateBuilder<FetchItem>();
        do
        {
            items.Add(Item(ref reader, context));
        }
        while (reader.TrySpace());
        reader.Close();
        return items.ToImmutable();
    }

    private static FetchItem Item(ref ImapReader reader, ParseContext context)
    {
        var start = reader.Position;
        var name = reader.Word("a FETCH item");
        if (context.Registry.FetchItems.TryGetValue(name, out var item) && (item.Capability is null || context.Offers(item.Capability)))
            return item.Reading(ref reader);
        reader.Rewind(start);
        throw reader.Expected("a FETCH item");
    }

    private static void Modifiers(ref ImapReader reader, ParseContext context, out ModSeq? changedSince, out bool vanished)
    {
        changedSince = null;
        vanished = false;
        reader.Open();
        do
        {
            if (context.Offers("CONDSTORE") && reader.TryKeyword("CHANGEDSINCE"u8))
            {
                reader.Space();
                // Liberty, RFC 7162 §7: the grammar wants at least 1; clients that know nothing yet send 0.
                changedSince = new(reader.ModSeqValzer());
            }
            else if (context.Offers("QRESYNC") && reader.TryKeyword("VANISHED"u8))
            {
                vanished = true;
            }
            else
            {
                throw reader.Expected("CHANGEDSINCE or VANISHED");
            }
        }
        while (reader.TrySpace());
        reader.Close();
        // RFC 7162 §3.2.6: VANISHED goes with CHANGEDSINCE, and only with UID FETCH.
        if (vanished && (changedSince is null || !context.ByUid))
            throw reader.Expected("VANISHED only in UID FETCH with CHANGEDSINCE");
    }
}
