using Culver.Imap.Session;
using Culver.Mime;
using Culver.Storage;

namespace Culver.Imap.Commands.Fetch;

/// <summary>The message FETCH is writing. One object serves a whole FETCH: it is set anew for every message.</summary>
internal sealed class FetchedMessage(ImapSession session, SelectedMailbox mailbox) : IAsyncDisposable
{
    private IMessageContent? _content;
    private MessageDigest? _digest;
    private MessageBatch? _batch;
    private int _place;

    public ImapSession Session { get; } = session;

    public SelectedMailbox Mailbox { get; } = mailbox;

    public MailboxSnapshot Snapshot { get; private set; } = null!;

    public SequenceNumber Number { get; private set; }

    public IndexRow Row { get; private set; }

    /// <summary>EMAILID and its kin; only where asked for.</summary>
    public MessageBatch.Entry Ids => _batch![_place];

    /// <summary>The digest, without copying; only where asked for.</summary>
    public DigestView DigestView => DigestView.Read(_batch!.Digest(_place).Span);

    /// <summary>The digest, for items that walk the parts; only where asked for.</summary>
    public MessageDigest Digest => _digest ??= MessageDigest.Read(_batch!.Digest(_place));

    /// <summary>The whole message where it is in memory; only where asked for.</summary>
    public ReadOnlyMemory<byte>? Inline => _batch?.Content(_place);

    /// <summary>Moves on to a message. <paramref name="batch"/> is null where nothing of the store was asked for.</summary>
    public async ValueTask MoveToAsync(MailboxSnapshot snapshot, SequenceNumber number, IndexRow row, MessageBatch? batch, int place)
    {
        await DisposeAsync();
        Snapshot = snapshot;
        Number = number;
        Row = row;
        _batch = batch;
        _place = place;
    }

    /// <summary>The message's bytes for ranged reading, opened once.</summary>
    public async ValueTask<IMessageContent> OpenAsync(CancellationToken cancellationToken) =>
        _content ??= await Mailbox.Account.OpenContentAsync(Row, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _digest = null;
        if (_content is { } content)
        {
            _content = null;
            await content.DisposeAsync();
        }
    }
}
