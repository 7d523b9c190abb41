// Notifications (RFC 3464 in RFC 6522's container; RFC 6533 where addresses or header fields are UTF-8). Rules upheld: the null reverse-path, so that
// nothing ever answers one (RFC 5321 §4.5.5); failures return what the sender asked for, other news the header section only
// (RFC 3461 §4.3); a large message is copied in pieces.
using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Culver.Delivery.Routing;
using Culver.Identity;
using Culver.Mime.Transfer;
using Culver.Smtp;
using Culver.Storage;
using Culver.Storage.Queue;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Bounces;

internal sealed class NotificationWriter(
    IQueueStore store, DestinationNames names, IOptions<RelayOptions> options, IdentityOptions identity, TimeProvider time)
{
    private const int LongestHeader = 256 * 1024;

    /// <summary>Writes a notification to the sender of a message.</summary>
    /// <param name="message">The message; its reverse-path is not null.</param>
    /// <param name="notices">What is told, all of a kind.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The notification, ready for the queue; its content is the caller's to dispose.</returns>
    public async ValueTask<NewQueueEntry> WriteAsync(QueueMessage message, ImmutableArray<RecipientNotice> notices, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = TransactionId.New(time);
        await using var original = await store.OpenContentAsync(message.Id, cancellationToken);
        var header = original is null ? [] : await HeaderAsync(original, cancellationToken);
        var isFull = original is not null && ReturnsWhole(message, notices);
        var entry = new QueueId(new(id.High, id.Low));
        var recipient = await RecipientAsync(message, entry, now, cancellationToken);
        var content = store.Stage(isFull ? message.Length + 4096 : -1);
        try
        {
            var frame = new Frame(message, notices, header, isFull, id.ToString(), now) { IsEncoded = MustEncode(message, recipient) };
            await content.WriteAsync(Encoding.UTF8.GetBytes(Front(frame)), cancellationToken);
            if (frame.IsEncoded)
                await EncodeAsync(isFull ? original : null, header, content, cancellationToken);
            else if (isFull)
                await original!.CopyToAsync(content.WriteAsync, cancellationToken);
            else
                await content.WriteAsync(header, cancellationToken);
            await content.WriteAsync(Encoding.ASCII.GetBytes($"\r\n--{frame.Boundary}--\r\n"), cancellationToken);
            await content.CompleteAsync(cancellationToken);
            return new(Envelope(message, entry, content, now), [recipient], content);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    private bool ReturnsWhole(QueueMessage message, ImmutableArray<RecipientNotice> notices)
    {
        // RFC 3461 §4.3: without a failure only the header section is returned. What holds NUL cannot stand in a message that goes by DATA.
        // RFC 8689 §5: of a message that demanded TLS nothing else is returned either.
        if (notices[0].Action != NoticeAction.Failed || message.Traits.HasFlag(ContentTraits.Binary) || message.RequireTls)
            return false;
        // Liberty, RFC 6522 §3: that asks for the whole message where nothing was said; of a large one the header section says which it was.
        return message.Return == DsnReturn.Full || (message.Return == DsnReturn.Unspecified && message.Length <= options.Value.ReturnedContent);
    }

    // RFC 6533 §4.5: UTF-8 header fields go back in seven bits where the server on the way back does not know SMTPUTF8. Which it is, is not known yet; one that
    // takes mail for an internationalized sender knows it, and what stays here passes no server.
    private static bool MustEncode(QueueMessage message, QueueRecipient recipient) =>
        message.Traits.HasFlag(ContentTraits.EightBitHeader) && Ascii.IsValid(recipient.Address) && recipient.Destination != RouteTable.Local;

    private static async ValueTask EncodeAsync(IMessageContent? original, byte[] header, IQueueContent content, CancellationToken cancellationToken)
    {
        var encoder = new Base64LineEncoder();
        var lines = new ArrayBufferWriter<byte>();
        if (original is null)
            await PieceAsync(header, cancellationToken);
        else
            await original.CopyToAsync(PieceAsync, cancellationToken);
        encoder.Flush(lines);
        await content.WriteAsync(lines.WrittenMemory, cancellationToken);

        ValueTask PieceAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
        {
            lines.ResetWrittenCount();
            encoder.Encode(piece.Span, lines);
            return content.WriteAsync(lines.WrittenMemory, cancellationToken);
        }
    }

    private QueueMessage Envelope(QueueMessage message, QueueId id, IQueueContent content, DateTimeOffset now) => new()
    {
        Id = id,
        ReversePath = null,
        ArrivedAt = now,
        ExpiresAt = now + options.Value.NotificationLifetime,
        Body = (content.Traits & (ContentTraits.EightBitBody | ContentTraits.EightBitHeader)) != ContentTraits.None ? QueueBody.EightBitMime : QueueBody.SevenBit,
        SmtpUtf8 = !Ascii.IsValid(message.ReversePath!),
        // RFC 6710 §4.6: as urgent as what it tells of.
        Priority = message.Priority,
        // RFC 8689 §5: a notification may show what the message held, and goes by the same rule.
        RequireTls = message.RequireTls,
    };

    private async ValueTask<QueueRecipient> RecipientAsync(QueueMessage message, QueueId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var address = message.ReversePath!;
        return new() { Message = id, Number = 0, Address = address, Destination = await names.OfAsync(address, cancellationToken), DueAt = now };
    }

    private string Front(Frame frame)
    {
        var host = options.Value.HostName;
        var message = frame.Message;
        var isGlobal = !Ascii.IsValid(message.ReversePath!) || frame.Notices.Any(static notice => !Ascii.IsValid(notice.Recipient.Address));
        var text = NotificationText.Body(message, frame.Notices, host, frame.IsFull);
        var front = new StringBuilder();
        // RFC 3464 §2: from a person responsible, to the envelope sender. RFC 3834 §5: made by a program.
        front.Append("From: Mail Delivery System <postmaster@").Append(identity.DefaultDomain).Append(">\r\n");
        front.Append("To: <").Append(message.ReversePath).Append(">\r\n");
        front.Append("Subject: ").Append(NotificationText.Subject(frame.Notices)).Append("\r\n");
        front.Append("Date: ").Append(DeliveryStatus.Date(frame.Now)).Append("\r\n");
        front.Append("Message-ID: <").Append(frame.Id).Append('@').Append(host).Append(">\r\n");
        if (MessageIdOf(frame.Header) is { } original)
            front.Append("References: ").Append(original).Append("\r\n");
        front.Append("Auto-Submitted: auto-replied\r\n");
        front.Append("MIME-Version: 1.0\r\n");
        front.Append("Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"").Append(frame.Boundary).Append("\"\r\n");
        var isEightBit = (message.Traits & (ContentTraits.EightBitBody | ContentTraits.EightBitHeader)) != ContentTraits.None;
        front.Append("Content-Transfer-Encoding: ").Append(Bits(isGlobal || (isEightBit && !frame.IsEncoded))).Append("\r\n\r\n");
        Part(front, frame, isGlobal ? "text/plain; charset=utf-8" : "text/plain; charset=us-ascii", Bits(isGlobal));
        front.Append(isGlobal ? text : Seven(text));
        Part(front, frame, isGlobal ? "message/global-delivery-status" : "message/delivery-status", Bits(isGlobal));
        front.Append(DeliveryStatus.Write(message, frame.Notices, host, isGlobal));
        // RFC 6533 §4.2 and §4.3: what has UTF-8 in its header section.
        var isGlobalContent = message.Traits.HasFlag(ContentTraits.EightBitHeader);
        var type = (frame.IsFull, isGlobalContent) switch
        {
            (true, true) => "message/global",
            (true, false) => "message/rfc822",
            (false, true) => "message/global-headers",
            (false, false) => "text/rfc822-headers",
        };
        Part(front, frame, type, frame.IsEncoded ? "base64" : Bits(frame.IsFull ? isEightBit : isGlobalContent));
        return front.ToString();
    }

    private static string Bits(bool isEightBit) => isEightBit ? "8bit" : "7bit";

    private static void Part(StringBuilder front, Frame frame, string type, string encoding) => front
        .Append("\r\n--").Append(frame.Boundary)
        .Append("\r\nContent-Type: ").Append(type)
        .Append("\r\nContent-Transfer-Encoding: ").Append(encoding).Append("\r\n\r\n");

    private static string Seven(string text) => Ascii.IsValid(text) ? text : new([.. text.Select(static c => c < 0x80 ? c : '?')]);

    // The header section, its last line end included and the empty line not.
    private static async ValueTask<byte[]> HeaderAsync(IMessageContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(content.Length, LongestHeader)];
        var filled = 0;
        while (filled < buffer.Length && await content.ReadAsync(filled, buffer.AsMemory(filled), cancellationToken) is > 0 and var read)
        {
            var from = Math.Max(0, filled - 3);
            filled += read;
            var end = buffer.AsSpan(from, filled - from).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
                return buffer[..(from + end + 2)];
        }

        return buffer[..filled];
    }

    private static string? MessageIdOf(byte[] header)
    {
        var text = Encoding.Latin1.GetString(header);
        foreach (var line in text.Split("\r\n"))
        {
            if (!line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase))
                continue;
            var value = line["Message-ID:".Length..].Trim();
            return value is ['<', .., '>'] && Ascii.IsValid(value) && !value.Any(char.IsControl) && value.Length < 900 ? value : null;
        }

        return null;
    }

    /// <summary>What one notification is made of.</summary>
    private sealed record Frame(
        QueueMessage Message, ImmutableArray<RecipientNotice> Notices, byte[] Header, bool IsFull, string Id, DateTimeOffset Now)
    {
        public string Boundary => "=_" + Id;

        /// <summary>Whether what is returned goes in base64.</summary>
        public bool IsEncoded { get; init; }
    }
}
