using System.Globalization;
using System.Text;
using Culver.Storage.Queue;

namespace Culver.Delivery.Bounces;

/// <summary>The part of a notification that programs read (RFC 3464 §2; in UTF-8, RFC 6533 §4.1).</summary>
internal static class DeliveryStatus
{
    // Where a line is folded: the next space behind it, and in a word without spaces.
    private const int Widest = 64;
    private const int LongestLine = 960;

    // delivery-status-content = per-message-fields 1*( CRLF per-recipient-fields )          RFC 3464 §2.1
    public static string Write(QueueMessage message, IEnumerable<RecipientNotice> notices, string reportingMta, bool isGlobal)
    {
        var text = new StringBuilder();
        if (message.EnvelopeId is { } id)
            Field(text, "Original-Envelope-Id", id, isGlobal);
        Field(text, "Reporting-MTA", "dns; " + reportingMta, isGlobal);
        Field(text, "Arrival-Date", Date(message.ArrivedAt), isGlobal);
        // deliver-by-date-field = "Deliver-by-date" ":" date-time                              RFC 2852 §5
        if (message.DeliverBy is { } by)
            Field(text, "Deliver-By-Date", Date(by.Time), isGlobal);
        // future-release-request-field = "Future-Release-Request:" orig-hold-param-value       RFC 4865 §5.1.2
        if (message.FutureRelease is { } release)
            Field(text, "Future-Release-Request", release, isGlobal);
        foreach (var notice in notices)
        {
            text.Append("\r\n");
            Recipient(text, message, notice, isGlobal);
        }

        return text.ToString();
    }

    /// <summary>A date as header fields have it (RFC 5322 §3.3).</summary>
    public static string Date(DateTimeOffset time) => time.ToUniversalTime().ToString("ddd, d MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    // per-recipient-fields = [ original-recipient-field CRLF ] final-recipient-field CRLF action-field CRLF status-field CRLF
    //     [ remote-mta-field CRLF ] [ diagnostic-code-field CRLF ] [ last-attempt-date-field CRLF ] [ final-log-id-field CRLF ]
    //     [ will-retry-until-field CRLF ] *( extension-field CRLF )                           RFC 3464 §2.3
    private static void Recipient(StringBuilder text, QueueMessage message, RecipientNotice notice, bool isGlobal)
    {
        var recipient = notice.Recipient;
        if (recipient.OriginalRecipient is { } original)
            Field(text, "Original-Recipient", Original(original, isGlobal), isGlobal);
        Field(text, "Final-Recipient", (Ascii.IsValid(recipient.Address) ? "rfc822; " : "utf-8; ") + recipient.Address, isGlobal);
        Field(text, "Action", notice.Action.ToString().ToLowerInvariant(), isGlobal);
        Field(text, "Status", Status(notice), isGlobal);
        // RFC 3464 §2.3.5: only when another server answered.
        if (recipient.LastServer is { } server && (notice.Trouble is null or { IsReply: true }))
            Field(text, "Remote-MTA", "dns; " + server, isGlobal);
        if (notice.Trouble is { } trouble)
            Field(text, "Diagnostic-Code", (trouble.IsReply ? "smtp; " : "x-culver; ") + trouble.Text, isGlobal: false);
        // RFC 3461 §6.3 (i): of every recipient that another server was asked to take, what it said.
        else if (recipient is { LastServer: not null, LastReply: { } reply })
            Field(text, "Diagnostic-Code", "smtp; " + reply, isGlobal: false);
        if (recipient.LastAttemptAt is { } last)
            Field(text, "Last-Attempt-Date", Date(last), isGlobal);
        if (notice.Action == NoticeAction.Delayed)
            Field(text, "Will-Retry-Until", Date(message.ExpiresAt), isGlobal);
    }

    // RFC 3464 §2.3.4: the class agrees with the action: 5 or 4 for failed, 4 for delayed, 2 for the others.
    private static string Status(RecipientNotice notice) => notice.Action switch
    {
        NoticeAction.Failed or NoticeAction.Delayed => notice.Recipient.LastStatus ?? "4.0.0",
        _ => "2.0.0",
    };

    private static string Original(string typed, bool isGlobal)
    {
        var (type, address) = isGlobal ? TypedAddress.Read(typed) : TypedAddress.ReadAscii(typed);
        return $"{type} {address}";
    }

    // What comes from elsewhere is put on one line of printable characters; ASCII where the form knows no other (RFC 6533 §3).
    private static void Field(StringBuilder text, string name, string value, bool isGlobal)
    {
        text.Append(name).Append(": ");
        var octets = name.Length + 2;
        foreach (var rune in value.EnumerateRunes())
        {
            // RFC 5322 §2.1.1: lines of 78 characters where there is a space to fold at, and never more than 998.
            if (octets > (rune.Value == ' ' ? Widest : LongestLine))
            {
                text.Append(rune.Value == ' ' ? "\r\n" : "\r\n ");
                octets = 1;
            }

            var shown = rune.Value switch
            {
                >= ' ' and <= '~' => rune.ToString(),
                >= 0xA0 when isGlobal => rune.ToString(),
                >= 0xA0 => "\\x{" + rune.Value.ToString("X", CultureInfo.InvariantCulture) + "}",
                _ => "?",
            };
            text.Append(shown);
            octets += Math.Max(shown.Length, rune.Utf8SequenceLength);
        }

        text.Append("\r\n");
    }
}
