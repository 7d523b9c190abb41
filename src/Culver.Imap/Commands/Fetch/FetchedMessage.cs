using Culver.Imap.Session;
using Culver.Mime;
using Culver.Storage;

namespace Culver.Imap.Commands.Fetch;

/// <summary>The message FETCH is writing. One object serves a whole FETCH: it is set anew for every message.</summary>
internal sealed class FetchedMessage(ImapSession session, SelectedMailbox mailbox) : IAsyncDisposable
{
    private readonly FlagTexts _flagTexts = new();
    private IMessageContent? _content;
    private MessageDigest? _digest;
    private MessageBatch? _batch;
    private int _place;
    private IndexRow _row;

    public ImapSession Session { get; } = session;

    public SelectedMailbox Mailbox { get; } = mailbox;

    public MailboxSnapshot Snapshot { get; private set; } = null!;

    public SequenceNumber Number { get; private set; }

    public ref readonly IndexRow Row => ref _row;

    /// <summary>The FLAGS item.</summary>
    public ReadOnlySpan<byte> FlagsText => _flagTexts.Of(Snapshot, _row, Session.ShowsRecent && Mailbox.Recent.Contains(_row.Uid));

    /// <summary>EMAILID and its kin; only where asked for.</summary>
    public MessageBatch.Entry Ids => _batch![_place];

    /// <summary>The digest, without copying; only where asked for.</summary>
    public DigestView DigestView => DigestView.Read(_batch!.Digest(_place).Span);

    /// <summary>The digest, for items that walk the parts; only where asked for.</summary>
    public MessageDigest Digest => _digest ??= MessageDigest.Read(_batch!.Digest(_place));

    /// <summary>The whole message where it is in memory; only where asked for.</summary>
    public ReadOnlyMemory<byte>? Inline => _batch?.Content(_place);

    /// <summary>Moves on to a message. <paramref name="batch"/> is null where nothing of the store was asked for.</summary>
    public ValueTask MoveToAsync(MailboxSnapshot snapshot, in NumberedRow row, MessageBatch? batch, int place)
    {
        var left = DisposeAsync();
        MoveTo(snapshot, row.Number, row.Row, batch, place);
        return left;
    }

    /// <summary>Moves on to a message from one whose bytes were not opened.</summary>
    public void MoveTo(MailboxSnapshot snapshot, SequenceNumber number, in IndexRow row, MessageBatch? batch = null, int place = 0)
    {
        _digest = null;
        Snapshot = snapshot;
        Number = number;
        _row = row;
        _batch = batch;
        _place = place;
    }

    /// <summary>The message's bytes for ranged reading, opened once.</summary>
    public async ValueTask<IMessageContent> OpenAsync(CancellationToken cancellationToken) =>
        _content ??= await Mailbox.Account.OpenContentAsync(Row, cancellationToken);

    public ValueTask DisposeAsync()
    {
        var content = _content;
        _digest = null;
        _content = null;
        return content?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
