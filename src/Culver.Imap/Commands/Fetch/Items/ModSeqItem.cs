using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>MODSEQ (RFC 7162 §3.1.4.2).</summary>
internal sealed class ModSeqItem : FetchItem
{
    public static ModSeqItem Instance { get; } = new();

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("MODSEQ ("u8);
        writer.Number(message.Row.ModSeq.Value);
        writer.Close();
        return ValueTask.CompletedTask;
    }
}
