// One message over one connection. Rules upheld: what the server cannot take is not sent to it: it is recoded where MIME allows that, and returned
// otherwise (RFC 6152 §3, RFC 3030 §3, RFC 6531 §3.5); parameters of the sender go on where the server knows them,
// and where it does not their promises stay ours (RFC 3461 §5.2.2).
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Culver.Delivery.Routing;
using Culver.Smtp;
using Culver.Smtp.Client;
using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery.Relay;

internal sealed class RelayAttempt(RelayConnection connection, QueueEntry entry, IMessageContent content, RelayServices services)
{
    private QueueMessage Message => entry.Message;

    private ServerExtensions Server => connection.Client.Extensions;

    public async ValueTask<ImmutableArray<RecipientOutcome>> RunAsync(CancellationToken cancellationToken)
    {
        NeedsUtf8 = Message.SmtpUtf8 && (Message.Traits.HasFlag(ContentTraits.EightBitHeader)
            // RFC 6531 §3.2: at any level of the MIME structure.
            || (Message.Traits.HasFlag(ContentTraits.EightBitBody) && (await RecodedCopy.ScanAsync(content, new(), cancellationToken)).HasEightBitHeader));
        if (Obstacle() is { } obstacle)
            return [.. entry.Recipients.Select(recipient => Missed(recipient, obstacle))];
        // International addresses go only where SMTPUTF8 is known (RFC 6531 §3.2); the others of the message need not wait for that.
        var (possible, impossible) = Split();
        var (sendable, left) = Limit(possible);
        ImmutableArray<RecipientOutcome> unsendable = [.. impossible, .. left];
        if (sendable.IsEmpty)
            return unsendable;
        await using var form = await OutgoingForm.MakeAsync(content, Message, Server, services.Store, cancellationToken);
        if (form is null)
        {
            // RFC 3463 §3.7: 6.3, conversion required but not supported.
            return [.. unsendable, .. sendable.Select(recipient =>
                Missed(recipient, new(IsPermanent: true, "5.6.3", "The server takes no 8-bit content, and the message cannot be recoded", connection.Server)))];
        }

        var fields = await services.Signer.SignAsync(new(Message.Id, Message.ReversePath, Message.Account), form.Content, cancellationToken);
        var outgoing = new OutgoingContent(fields, form.Content);
        // RFC 1870 §6.1: what is larger than the server says it takes is not offered to it.
        if (Server.LargestMessage > 0 && outgoing.Length > Server.LargestMessage)
        {
            return [.. unsendable, .. sendable.Select(recipient =>
                Missed(recipient, new(IsPermanent: true, "5.3.4", $"The message is larger than the {Server.LargestMessage} octets the server takes", connection.Server)))];
        }

        var outcome = await connection.Client.SendAsync(Transaction(sendable, outgoing, form.Body), cancellationToken);
        var isTaken = outcome.Replies.Any(static reply => reply.IsPositive);
        return [.. unsendable, .. sendable.Select((recipient, i) => Judge(recipient, outcome.Replies[i], isTaken))];
    }

    private static RecipientOutcome Missed(QueueRecipient recipient, Trouble trouble) => new RecipientOutcome.Missed(recipient, trouble);

    private static bool IsInternational(string? address) => address is not null && !Ascii.IsValid(address);

    // Whether a header has UTF-8: the message's, or one of a part's.
    private bool NeedsUtf8 { get; set; }

    private Trouble? Obstacle()
    {
        // RFC 6531 §3.5: X.6.7 for addresses, X.6.9 for header fields.
        if (!Server.SmtpUtf8 && IsInternational(Message.ReversePath))
            return new(IsPermanent: true, "5.6.7", "The sender's address is internationalized, and the server does not take such", connection.Server);
        if (!Server.SmtpUtf8 && NeedsUtf8)
            return new(IsPermanent: true, "5.6.9", "The message has internationalized header fields, and the server does not take such", connection.Server);
        // RFC 2852 §4.1.4.1: mode R may not go where it is not known, nor to a server that wants more time than is left.
        if (Message.DeliverBy is { Mode: DeliverByMode.Return } by && (!Server.DeliverBy || by.Time - services.Time.GetUtcNow() < Server.LeastDeliverBy))
            return new(IsPermanent: true, "5.4.7", "Delivery by a time was demanded, and the server cannot promise that", connection.Server);
        return null;
    }

    private (ImmutableArray<QueueRecipient> Sendable, ImmutableArray<RecipientOutcome> Unsendable) Split()
    {
        if (Server.SmtpUtf8 || !entry.Recipients.Any(static recipient => IsInternational(recipient.Address)))
            return (entry.Recipients, []);
        var trouble = new Trouble(IsPermanent: true, "5.6.7", "The address is internationalized, and the server does not take such", connection.Server);
        return (
            [.. entry.Recipients.Where(static recipient => !IsInternational(recipient.Address))],
            [.. entry.Recipients.Where(static recipient => IsInternational(recipient.Address)).Select(recipient => Missed(recipient, trouble))]);
    }

    // RFC 9422 §4.2, §4.3: as many recipients and domains as the server says it takes; the others' turn comes next.
    private (ImmutableArray<QueueRecipient> Now, ImmutableArray<RecipientOutcome> Later) Limit(ImmutableArray<QueueRecipient> recipients)
    {
        if (Server is { MostRecipients: null, MostDomains: null })
            return (recipients, []);
        var now = ImmutableArray.CreateBuilder<QueueRecipient>(recipients.Length);
        var later = ImmutableArray.CreateBuilder<RecipientOutcome>();
        foreach (var recipient in recipients)
        {
            var domain = RouteTable.DomainOf(recipient.Address);
            if (now.Count < (Server.MostRecipients ?? int.MaxValue) && connection.MayTake(domain))
            {
                connection.Domains.Add(domain);
                now.Add(recipient);
            }
            else
            {
                later.Add(new RecipientOutcome.Moved(recipient, recipient.Destination));
            }
        }

        return (now.ToImmutable(), later.ToImmutable());
    }

    private ClientTransaction Transaction(ImmutableArray<QueueRecipient> recipients, OutgoingContent outgoing, BodyType body) => new()
    {
        ReversePath = Message.ReversePath,
        Recipients = [.. recipients.Select(recipient => new ClientRecipient(recipient.Address, Notify(Wanted(recipient.Notify)), recipient.OriginalRecipient))],
        Content = outgoing,
        Body = body,
        SmtpUtf8 = NeedsUtf8 || IsInternational(Message.ReversePath) || recipients.Any(static recipient => IsInternational(recipient.Address)),
        // RFC 8689 §2: a server says that it knows it under TLS; what one says in the clear promises nothing.
        RequireTls = Message.RequireTls && connection.Client.IsEncrypted,
        EnvelopeId = Message.EnvelopeId,
        Return = Message.Return switch
        {
            DsnReturn.Full => "FULL",
            DsnReturn.Headers => "HDRS",
            _ => null,
        },
        DeliverBy = DeliverBy(),
        Priority = Message.Priority,
    };

    // RFC 2852 §4.1.4.2: a server that does not know the time is asked to tell of a delay, which RFC 3461 alone would not allow.
    private DsnNotify Wanted(DsnNotify notify) => Message.DeliverBy is { Mode: DeliverByMode.Notify } && !Server.DeliverBy && !notify.HasFlag(DsnNotify.Never)
        ? (notify == DsnNotify.Unspecified ? DsnNotify.Failure : notify) | DsnNotify.Delay
        : notify;

    // notify-esmtp-value = "NEVER" / 1#notify-list-element                                   RFC 3461 §4.1
    private static string? Notify(DsnNotify notify)
    {
        if (notify == DsnNotify.Unspecified)
            return null;
        if (notify.HasFlag(DsnNotify.Never))
            return "NEVER";
        List<string> words = [];
        if (notify.HasFlag(DsnNotify.Success))
            words.Add("SUCCESS");
        if (notify.HasFlag(DsnNotify.Failure))
            words.Add("FAILURE");
        if (notify.HasFlag(DsnNotify.Delay))
            words.Add("DELAY");
        return string.Join(',', words);
    }

    // by-value = [by-time] ";" by-mode [by-trace]                                            RFC 2852 §4
    private string? DeliverBy()
    {
        if (Message.DeliverBy is not { } by)
            return null;
        // RFC 2852 §4.1.4: what is left of the time; a mode N that has run out goes on with what is below zero.
        var left = (long)(by.Time - services.Time.GetUtcNow()).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(left, -999_999_999, 999_999_999)};{(by.Mode == DeliverByMode.Return ? "R" : "N")}{(by.Trace ? "T" : "")}");
    }

    private RecipientOutcome Judge(QueueRecipient recipient, ServerReply reply, bool isTaken)
    {
        if (!reply.IsPositive)
        {
            // RFC 5321 §4.5.3.1.10: 452, or 552 as RFC 821 had it, for too many recipients. Those that were taken make room for the others, whose turn comes
            // next: as each round takes some, there is an end to it.
            var isTooMany = isTaken && reply is { Code: 452 or 552, Status: null or "4.5.3" or "5.5.3" };
            return isTooMany ? new RecipientOutcome.Moved(recipient, recipient.Destination) : Missed(recipient, Trouble.Of(reply, connection.Server));
        }

        // RFC 3461 §5.2.1 and §5.2.2: a server that knows DSN tells the sender itself; of one that does not we say "relayed".
        // RFC 2852 §4.1.4 and §4.1.4.2: so do we, whatever was asked, of a traced message and of one whose time the server does not know.
        var isTraced = Message.DeliverBy is { } by && (by.Trace || !Server.DeliverBy) && !recipient.Notify.HasFlag(DsnNotify.Never);
        var state = Server.Dsn && !isTraced ? RecipientState.Delivered : RecipientState.Relayed;
        return new RecipientOutcome.Done(recipient, state, connection.Server, Trouble.Short(reply.ToString()), IsTold: Server.Dsn) { MustTell = isTraced };
    }
}
