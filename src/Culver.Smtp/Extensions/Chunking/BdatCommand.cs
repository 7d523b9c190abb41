using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Extensions.Chunking;

/// <summary>BDAT (RFC 3030 §2). <see cref="Size"/> is −1 when the line could not be read: where the chunk ends is then unknown.</summary>
internal sealed record BdatCommand(long Size, bool IsLast) : ISmtpCommand<BdatCommand>
{
    // bdat-cmd   ::= "BDAT" SP chunk-size [ SP end-marker ] CR LF
    // chunk-size ::= 1*DIGIT
    // end-marker ::= "LAST"
    public static BdatCommand Parse(ref SmtpReader reader)
    {
        var unreadable = new BdatCommand(-1, IsLast: false);
        if (!reader.TryTake((byte)' '))
            return unreadable;
        reader.SkipSpaces();
        if (!reader.TryNumber(out var size))
            return unreadable;
        if (!reader.AtEnd && reader.Peek != (byte)' ')
            return unreadable;
        reader.SkipSpaces();
        var last = reader.TryTakeWord("LAST"u8);
        reader.SkipSpaces();
        return reader.AtEnd ? new(size, last) : unreadable;
    }
}
