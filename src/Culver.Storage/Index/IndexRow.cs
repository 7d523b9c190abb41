using System.Runtime.InteropServices;

namespace Culver.Storage;

/// <summary>One message in a mailbox, as the index holds it: 40 bytes.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="FlagSet">Its flags: the number of an interned set in the snapshot's <see cref="FlagSetTable"/>.</param>
/// <param name="ModSeq">The change that touched it last.</param>
/// <param name="InternalDate">When it arrived, with its zone.</param>
/// <param name="Size">Its length in octets: RFC822.SIZE.</param>
/// <param name="Message">The engine's own key of the content it shows; never leaves the server.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct IndexRow(Uid Uid, int FlagSet, ModSeq ModSeq, ZonedTime InternalDate, long Size, long Message)
{
    /// <summary>Whether the message was expunged before the view that still numbers it had read its row: only its UID is known.</summary>
    public bool IsGhost => Message == 0;
}
