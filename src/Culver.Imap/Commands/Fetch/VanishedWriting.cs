using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Fetch;

/// <summary>VANISHED (RFC 7162 §3.2.10).</summary>
internal static class VanishedWriting
{
    /// <summary>Writes the response; nothing where nothing vanished.</summary>
    public static void Write(ImapWriter writer, UidSet uids, bool isEarlier)
    {
        if (uids.IsEmpty)
            return;
        writer.Untagged();
        writer.Keyword(isEarlier ? "VANISHED (EARLIER) "u8 : "VANISHED "u8);
        var set = new NumberSetWriter(writer);
        foreach (var range in uids.Ranges)
            set.Add(range.First.Value, range.Last.Value);
        set.End();
        writer.CrLf();
    }
}
