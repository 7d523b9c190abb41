using System.Text;
using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery.Tests.Support;

/// <summary>A queue that keeps what is committed, and fails where it is told to.</summary>
internal sealed class FakeQueue : IOutboundQueue
{
    public List<Queued> Committed { get; } = [];

    public int Open { get; private set; }

    public bool FailsToWrite { get; set; }

    public bool FailsToCommit { get; set; }

    public bool ForwardsAliases => true;

    public IOutboundEntry Begin(OutboundEnvelope envelope)
    {
        Open++;
        return new Entry(this, envelope);
    }

    internal sealed record Queued(OutboundEnvelope Envelope, IReadOnlyList<OutboundRecipient> Recipients, string Content)
    {
        public IEnumerable<string> Addresses => Recipients.Select(static recipient => recipient.Address.ToString());
    }

    private sealed class Entry(FakeQueue queue, OutboundEnvelope envelope) : IOutboundEntry
    {
        private readonly List<OutboundRecipient> _recipients = [];
        private readonly MemoryStream _content = new();

        public void AddRecipient(OutboundRecipient recipient) => _recipients.Add(recipient);

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            if (queue.FailsToWrite)
                throw new StorageUnavailableException("The disk is full.");
            _content.Write(content.Span);
            return default;
        }

        public ValueTask<QueueId> CommitAsync(CancellationToken cancellationToken)
        {
            if (queue.FailsToCommit)
                throw new StorageUnavailableException("The disk is full.");
            Assert.NotEmpty(_recipients);
            queue.Committed.Add(new(envelope, _recipients, Encoding.Latin1.GetString(_content.ToArray())));
            return new(new QueueId(new(envelope.Id.High, envelope.Id.Low)));
        }

        public ValueTask DisposeAsync()
        {
            queue.Open--;
            return default;
        }
    }
}
