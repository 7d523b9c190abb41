using System.Collections;
using Culver.Pop3.Wire;
using Culver.Storage;

namespace Culver.Pop3.Session;

/// <summary>
/// The messages of one session, as they were when it began (RFC 1939 §4). Rules upheld: numbers and sizes stay for the whole session whatever
/// IMAP or delivery do meanwhile, and what is expunged meanwhile can still be read; nothing another session could see is changed but by
/// <see cref="RemoveMarkedAsync"/>, which removes all that was marked in one commit or nothing.
/// </summary>
internal sealed class Maildrop : IAsyncDisposable
{
    private readonly IMailAccount _account;
    private readonly IMailboxView _view;
    private readonly IDisposable _lock;
    private readonly MailboxSnapshot _messages;
    private BitArray? _marked;

    private Maildrop(IMailAccount account, IMailboxView view, IDisposable exclusive, MailboxSnapshot messages)
    {
        _account = account;
        _view = view;
        _lock = exclusive;
        _messages = messages;
        Count = messages.Count;
        Octets = messages.Bytes;
    }

    /// <summary>How many messages there are, those that are marked aside.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of their sizes.</summary>
    public long Octets { get; private set; }

    /// <summary>The highest number a message has.</summary>
    public int Highest => _messages.Count;

    /// <summary>Opens a view; takes over account and lock, also when it fails.</summary>
    /// <returns><see langword="null"/> when the mailbox is not there.</returns>
    public static async ValueTask<Maildrop?> OpenAsync(IMailAccount account, MailboxId mailbox, IDisposable exclusive, CancellationToken cancellationToken)
    {
        IMailboxView? view = null;
        Maildrop? opened = null;
        try
        {
            view = await account.OpenViewAsync(mailbox, cancellationToken);
            if (view is null)
                return null;
            var messages = await view.SnapshotAsync(cancellationToken);
            // What was expunged before its row was read has a number and nothing behind it; a session begins without such.
            if (view.IsBehind)
                messages = (await view.SyncAsync(expunges: true, cancellationToken)).After;
            return opened = new(account, view, exclusive, messages);
        }
        finally
        {
            if (opened is null)
            {
                view?.Dispose();
                exclusive.Dispose();
                await account.DisposeAsync();
            }
        }
    }

    /// <summary>Finds a message that is there and not marked.</summary>
    public bool TryGet(int number, out IndexRow row)
    {
        row = default;
        if (number < 1 || number > _messages.Count || IsMarked(number))
            return false;
        row = _messages[new(number)];
        return true;
    }

    public bool IsMarked(int number) => _marked is { } marked && marked[number - 1];

    /// <summary>All messages in order, run by run, those that are marked too.</summary>
    public IEnumerable<ReadOnlyMemory<IndexRow>> Runs() => _messages.RunsFrom(new(1));

    /// <summary>Marks a message as deleted (RFC 1939 §5, DELE).</summary>
    public bool TryMark(int number)
    {
        if (!TryGet(number, out var row))
            return false;
        (_marked ??= new(_messages.Count))[number - 1] = true;
        Count--;
        Octets -= row.Size;
        return true;
    }

    /// <summary>Unmarks all (RFC 1939 §5, RSET).</summary>
    public void Unmark()
    {
        _marked = null;
        Count = _messages.Count;
        Octets = _messages.Bytes;
    }

    public ValueTask<IMessageContent> OpenContentAsync(in IndexRow row, CancellationToken cancellationToken) => _account.OpenContentAsync(row, cancellationToken);

    /// <summary>The unique-ids of the first few of some messages: at least one, as many as the store reads at once.</summary>
    public async ValueTask<UniqueId[]> UniqueIdsAsync(ReadOnlyMemory<IndexRow> rows, CancellationToken cancellationToken)
    {
        using var batch = await _account.ReadMessagesAsync(rows, MessageParts.Ids, cancellationToken);
        var ids = new UniqueId[batch.Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = new(batch[i].EmailId, rows.Span[i].Uid);
        return ids;
    }

    /// <summary>Removes what was marked (RFC 1939 §6): all of it or nothing. What is gone already, with its mailbox or without, needs no removing.</summary>
    /// <returns>How many messages were marked.</returns>
    /// <exception cref="StorageUnavailableException">Nothing was removed.</exception>
    public async ValueTask<int> RemoveMarkedAsync(CancellationToken cancellationToken)
    {
        if (_marked is not { } marked || Count == _messages.Count)
            return 0;
        var uids = new List<Uid>(_messages.Count - Count);
        var number = 0;
        foreach (var run in Runs())
        {
            for (var i = 0; i < run.Length; i++)
            {
                if (marked[number++])
                    uids.Add(run.Span[i].Uid);
            }
        }

        await _account.RemoveAsync(_view.Told.Id, UidSet.From(uids), cancellationToken);
        return uids.Count;
    }

    public async ValueTask DisposeAsync()
    {
        _view.Dispose();
        // The lock goes before the account, whose closing may wait: whoever logs in next is to find the maildrop free.
        _lock.Dispose();
        await _account.DisposeAsync();
    }
}
