using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;

namespace Culver.Pop3.Commands;

/// <summary>LIST (RFC 1939 §5), from the index alone.</summary>
/// <remarks>
/// Liberty, RFC 1939 §5: sizes are those of the stored octets. A message that does not end in CRLF (an IMAP client or BDAT can bring one) is sent with
/// the CRLF that the lone dot needs, and is two octets longer than told; to know which these are, LIST and STAT would have to read each message's record.
/// </remarks>
internal sealed class ListHandler : IPop3Handler<ListingCommand>
{
    public async ValueTask<CommandResult> HandleAsync(ListingCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        var maildrop = session.Maildrop!;
        if (command.Number is { } one)
            return maildrop.TryGet(one, out var found) ? Pop3Reply.Ok($"{one} {found.Size}") : KnownReplies.NoSuchMessage;
        var writer = session.Writer;
        writer.Begin($"{maildrop.Count} messages ({maildrop.Octets} octets)");
        var number = 0;
        foreach (var run in maildrop.Runs())
        {
            foreach (var row in run.Span)
            {
                if (!maildrop.IsMarked(++number))
                    writer.Listing(number, row.Size);
            }

            await writer.FlushAboveAsync(cancellationToken);
        }

        writer.End();
        return CommandResult.Written();
    }
}
