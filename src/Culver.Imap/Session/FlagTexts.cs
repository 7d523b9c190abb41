using System.Buffers;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Session;

/// <summary>The FLAGS items of many FETCH responses. A mailbox has few different sets of flags, so each is written once and then copied.</summary>
internal sealed class FlagTexts
{
    private MailboxSnapshot? _snapshot;
    // By the number of the set; a message that is \Recent has the place after that of one that is not.
    private byte[]?[] _texts = new byte[32][];

    /// <summary>"FLAGS" and the list, of a row of the snapshot.</summary>
    public ReadOnlySpan<byte> Of(MailboxSnapshot snapshot, in IndexRow row, bool isRecent)
    {
        if (!ReferenceEquals(snapshot, _snapshot))
        {
            // Another snapshot may have other keywords.
            Array.Clear(_texts);
            _snapshot = snapshot;
        }

        var place = (2 * row.FlagSet) + (isRecent ? 1 : 0);
        if (place >= _texts.Length)
            Array.Resize(ref _texts, 2 * place);
        return _texts[place] ??= Write(snapshot, row, isRecent);
    }

    private static byte[] Write(MailboxSnapshot snapshot, in IndexRow row, bool isRecent)
    {
        var text = new ArrayBufferWriter<byte>();
        var writer = new ImapWriter(text);
        writer.Keyword("FLAGS "u8);
        writer.Flags(snapshot, row, isRecent);
        writer.Commit();
        return text.WrittenSpan.ToArray();
    }
}
