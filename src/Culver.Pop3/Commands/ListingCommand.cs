using Culver.Pop3.Dispatch;
using Culver.Pop3.Wire;

namespace Culver.Pop3.Commands;

// LIST [msg]                                                                                     RFC 1939 §5
// UIDL [msg]                                                                                     RFC 1939 §7
/// <summary>A command that names one message, or by silence all.</summary>
internal sealed record ListingCommand(int? Number) : IPop3Command<ListingCommand>
{
    public static ListingCommand Parse(ref Pop3Reader reader)
    {
        if (!reader.TrySpace())
            return new((int?)null);
        var number = reader.Number("Expected the number of a message, or nothing");
        reader.End("Expected one number and no more");
        return new(number);
    }
}
