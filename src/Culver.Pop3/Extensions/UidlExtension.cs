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
    private const int AskedAtOnce = 512;

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
        // The runs of the index are shorter than what is worth a question to the store.
        var asked = new List<IndexRow>(AskedAtOnce);
        var number = 0;
        foreach (var run in maildrop.Runs())
        {
            if (asked.Count + run.Length > AskedAtOnce)
                number = await WriteAsync(session, maildrop, asked, number, cancellationToken);
            asked.AddRange(run.Span);
        }

        await WriteAsync(session, maildrop, asked, number, cancellationToken);
        session.Writer.End();
        return CommandResult.Written();
    }

    private static async ValueTask<int> WriteAsync(Pop3Session session, Maildrop maildrop, List<IndexRow> asked, int number, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<IndexRow> rows = asked.ToArray();
        asked.Clear();
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

        return number;
    }
}
