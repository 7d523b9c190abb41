using Culver.Pop3.Commands;
using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;
using Culver.Storage;

namespace Culver.Pop3.Extensions;

/// <summary>UIDL (RFC 1939 §7, RFC 2449 §6.8).</summary>
internal sealed class UidlExtension : IPop3Extension
{
    public string Tag => "UIDL";

    public string? Announce(Pop3Session session) => Tag;

    public void Register(Pop3RegistryBuilder pop3) => pop3.Command(Tag, SessionStates.Transaction, new UidlHandler());
}

/// <summary>Tells unique-ids, read from the store without any content, some hundreds at a time.</summary>
internal sealed class UidlHandler : IPop3Handler<ListingCommand>
{
    public async ValueTask<CommandResult> HandleAsync(ListingCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        var maildrop = session.Maildrop!;
        if (command.Number is { } one)
        {
            if (!maildrop.TryGet(one, out var row))
                return KnownReplies.NoSuchMessage;
            var id = (await maildrop.UniqueIdsAsync(new[] { row }, cancellationToken))[0];
            return Pop3Reply.Ok($"{one} {id}");
        }

        session.Writer.Begin("Unique-ids follow");
        var number = 0;
        foreach (var run in maildrop.Runs())
        {
            await WriteAsync(session, maildrop, run, number, cancellationToken);
            number += run.Length;
        }

        session.Writer.End();
        return CommandResult.Written();
    }

    private static async ValueTask WriteAsync(Pop3Session session, Maildrop maildrop, ReadOnlyMemory<IndexRow> rows, int number, CancellationToken cancellationToken)
    {
        while (!rows.IsEmpty)
        {
            var ids = await maildrop.UniqueIdsAsync(rows, cancellationToken);
            foreach (var id in ids)
            {
                if (!maildrop.IsMarked(++number))
                    session.Writer.Listing(number, id);
            }

            rows = rows[ids.Length..];
            await session.Writer.FlushAboveAsync(cancellationToken);
        }
    }
}
