using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Session;

/// <summary>Flags as lists on the wire.</summary>
internal static class FlagWriting
{
    /// <summary>The flags of a message: <c>"(" [flag-fetch *(SP flag-fetch)] ")"</c>.</summary>
    public static void Flags(this ImapWriter writer, MailboxSnapshot snapshot, in IndexRow row, bool isRecent)
    {
        var flags = snapshot.FlagsOf(row);
        var isFirst = true;
        writer.Open();
        foreach (var (name, flag) in FlagNames.WithNames)
        {
            if ((flags.System & flag) != SystemFlags.None)
                Write(writer, name, ref isFirst);
        }

        for (var bits = flags.Keywords; !bits.IsZero; bits = bits.WithoutLowest())
            Write(writer, snapshot.Keywords[bits.Lowest], ref isFirst);
        if (isRecent)
            Write(writer, FlagNames.Recent, ref isFirst);
        writer.Close();
    }

    private static void Write(ImapWriter writer, string name, ref bool isFirst)
    {
        if (!isFirst)
            writer.Space();
        isFirst = false;
        writer.Flag(name);
    }
}
