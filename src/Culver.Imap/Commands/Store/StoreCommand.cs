using Culver.Imap.Dispatch;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Store;

// store = "STORE" SP sequence-set [store-modifiers] SP store-att-flags                          RFC 9051 §9, RFC 4466 §2.5
// store-modifiers = SP "(" "UNCHANGEDSINCE" SP mod-sequence-valzer ")"                          RFC 7162 §7
// store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))
internal sealed record StoreCommand(
    bool ByUid, SequenceSet Messages, ModSeq? UnchangedSince, FlagOperation Operation, bool IsSilent, string[] Flags) : IImapCommand<StoreCommand>
{
    public static StoreCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var messages = reader.SequenceSet();
        reader.Space();
        ModSeq? unchangedSince = null;
        if (context.Offers("CONDSTORE") && reader.TryOpen())
        {
            reader.Keyword("UNCHANGEDSINCE"u8);
            reader.Space();
            unchangedSince = new(reader.ModSeqValzer());
            reader.Close();
            reader.Space();
        }

        var operation = reader.TryChar((byte)'+') ? FlagOperation.Add : reader.TryChar((byte)'-') ? FlagOperation.Remove : FlagOperation.Replace;
        var isSilent = reader.TryKeyword("FLAGS.SILENT"u8);
        if (!isSilent)
            reader.Keyword("FLAGS"u8);
        reader.Space();
        var flags = reader.FlagListOrFlags();
        reader.End();
        return new(context.ByUid, messages, unchangedSince, operation, isSilent, flags);
    }
}
