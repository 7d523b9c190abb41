using Culver.Imap.Wire;
using Culver.Mime;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>MODSEQ (RFC 7162 §3.1.4.2).</summary>
internal sealed class ModSeqItem : ImmediateItem
{
    public static ModSeqItem Instance { get; } = new();

    public override void Write(FetchedMessage message, DigestView digest, ImapWriter writer)
    {
        writer.Keyword("MODSEQ ("u8);
        writer.Number(message.Row.ModSeq.Value);
        writer.Close();
    }
}
