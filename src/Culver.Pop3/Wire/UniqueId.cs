using System.Buffers.Text;
using Culver.Storage;

namespace Culver.Pop3.Wire;

/// <summary>
/// What UIDL tells of a message (RFC 1939 §7): its EMAILID, a dot, and its UID in the mailbox. It is a pure function of the two, and neither
/// ever changes, so it is the same in every session, after a restart, after a rename, and from a copy of the data folder.
/// </summary>
/// <remarks>
/// Why both. EMAILID alone is shared by the copies of a message (RFC 8474 §5.1), and two of them may lie in one mailbox; the UID tells them
/// apart, and the id of one stays when the other goes. UIDVALIDITY and UID alone would do without reading anything of the message, but a
/// mailbox that comes back from a backup has a new UIDVALIDITY, and a client that leaves mail on the server would fetch all of it
/// again; EMAILID comes back as it was, and is never given to another message, so a UID that is given out again makes no id twice.
/// </remarks>
internal readonly record struct UniqueId(EmailId Email, Uid Uid)
{
    /// <summary>27 characters of an EMAILID, the dot, ten digits. RFC 1939 §7 allows 70.</summary>
    public const int MaxLength = 38;

    /// <summary>Writes it as printable ASCII.</summary>
    public int Format(Span<byte> destination)
    {
        var length = Email.Format(destination);
        destination[length++] = (byte)'.';
        Utf8Formatter.TryFormat(Uid.Value, destination[length..], out var digits);
        return length + digits;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Email}.{Uid}";
}
