using System.Globalization;
using System.Text;
using Culver.Delivery.Relay;
using Culver.Storage.Queue;

namespace Culver.Delivery.Bounces;

/// <summary>The part of a notification that people read.</summary>
internal static class NotificationText
{
    public static string Subject(IReadOnlyList<RecipientNotice> notices) => notices[0].Action switch
    {
        NoticeAction.Failed => "Your message could not be delivered",
        NoticeAction.Delayed => "Your message is delayed",
        NoticeAction.Relayed => "Your message was passed on",
        _ => "Your message was delivered",
    };

    public static string Body(QueueMessage message, IReadOnlyList<RecipientNotice> notices, string host, bool returnsWhole)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"This is the mail server {host}.\r\n\r\n");
        text.Append(notices[0].Action switch
        {
            NoticeAction.Failed =>
                "Your message could not be delivered to the recipients below, and will\r\nnot be tried again.\r\n",
            NoticeAction.Delayed => string.Create(CultureInfo.InvariantCulture,
                $"Your message has not been delivered yet to the recipients below. You\r\nneed not send it again: it will be tried until\r\n{DeliveryStatus.Date(message.ExpiresAt)}.\r\n"),
            NoticeAction.Relayed =>
                "Your message was accepted by the next mail server for the recipients\r\nbelow. You will hear no more of it unless it fails there.\r\n",
            _ => "Your message was delivered to the recipients below.\r\n",
        });
        foreach (var notice in notices)
            Recipient(text, notice);
        text.Append(returnsWhole ? "\r\nYour message is attached.\r\n" : "\r\nThe header of your message is attached.\r\n");
        return text.ToString();
    }

    private static void Recipient(StringBuilder text, RecipientNotice notice)
    {
        text.Append("\r\n<").Append(notice.Recipient.Address).Append(">\r\n");
        var original = notice.Recipient.OriginalRecipient is { } typed ? TypedAddress.Read(typed).Address : null;
        if (original is not null && !original.Equals(notice.Recipient.Address, StringComparison.OrdinalIgnoreCase))
            Wrap(text, $"(you wrote to {original})");
        if (notice.Trouble is not { } trouble)
        {
            text.Append(notice.Action switch
            {
                NoticeAction.Relayed => $"    was accepted by {notice.Recipient.LastServer}\r\n",
                NoticeAction.Expanded => "    was sent on to several addresses\r\n",
                _ => "    was delivered\r\n",
            });
            return;
        }

        if (Explanation(trouble) is { } words)
            Wrap(text, words);
        Wrap(text, trouble.IsReply ? $"{trouble.Server} said: {trouble.Text}" : trouble.Text);
        if (notice.Action == NoticeAction.Failed && !trouble.IsPermanent)
            Wrap(text, "It was tried for as long as messages are kept.");
    }

    // The few things that people can do something about (RFC 3463 §3).
    private static string? Explanation(Trouble trouble) => trouble.Status.Length > 2 ? trouble.Status[2..] switch
    {
        "1.1" => "There is no such address.",
        "1.2" => "There is no such domain; the address may be mistyped.",
        "1.10" => "The domain receives no mail.",
        "2.1" => "The mailbox is disabled.",
        "2.2" => "The mailbox is full.",
        "2.3" or "3.4" => "The message is too large.",
        "4.1" => "The server did not answer.",
        _ => null,
    } : null;

    private static void Wrap(StringBuilder text, string words)
    {
        const int widest = 72;
        const int longest = 240;
        var column = 0;
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > widest)
            {
                text.Append("\r\n");
                column = 0;
            }

            text.Append(column == 0 ? "    " : " ");
            column += (column == 0 ? 4 : 1) + word.Length;
            // RFC 5322 §2.1.1: no line of more than 998 octets; a character in UTF-8 has four at most.
            for (var at = 0; at < word.Length; at += longest)
                text.Append(at > 0 ? "\r\n    " : "").Append(Shown(word.Substring(at, Math.Min(longest, word.Length - at))));
        }

        text.Append("\r\n");
    }

    private static string Shown(string word) => word.Any(char.IsControl) ? new([.. word.Select(static c => char.IsControl(c) ? '?' : c)]) : word;
}
