using Culver.Imap.Wire;
using Culver.Mime;
using Culver.Storage;

namespace Culver.Imap.Commands.Fetch;

/// <summary>
/// Writes responses from the digests where the store has them, until enough is written to be sent: nothing is read ahead, and of a digest only that is
/// touched that goes to the client.
/// </summary>
internal sealed class DigestResponses(FetchResponse response, FetchedMessage message, ImapWriter writer, int threshold) : IDigestReader
{
    private MailboxSnapshot _snapshot = null!;
    private List<NumberedRow> _rows = null!;
    private HashSet<Uid>? _seen;
    private int _start;

    /// <summary>Whether the message that was left out last wants more than its digest has.</summary>
    public bool IsLacking { get; private set; }

    /// <summary>Says whose digests come next.</summary>
    /// <param name="snapshot">Where the numbers hold.</param>
    /// <param name="rows">The messages.</param>
    /// <param name="start">The first of them that comes.</param>
    /// <param name="seen">Those whose flags the command has changed.</param>
    public void Expect(MailboxSnapshot snapshot, List<NumberedRow> rows, int start, HashSet<Uid>? seen)
    {
        (_snapshot, _rows, _start, _seen) = (snapshot, rows, start, seen);
        IsLacking = false;
    }

    /// <inheritdoc/>
    public bool Read(int index, ReadOnlySpan<byte> digest)
    {
        if (writer.Unflushed > threshold)
            return false;
        var view = DigestView.Read(digest);
        if (!response.CanWrite(view))
        {
            IsLacking = true;
            return false;
        }

        var row = _rows[_start + index];
        message.MoveTo(_snapshot, row.Number, row.Row);
        response.Write(message, view, _seen?.Contains(row.Row.Uid) == true);
        return true;
    }
}
