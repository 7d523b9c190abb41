using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;

namespace Culver.Pop3.Commands;

/// <summary>LIST (RFC 1939 §5), from the index alone.</summary>
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
