using System.Globalization;
using Culver.Smtp;

namespace Culver.Delivery.Submission;

/// <summary>How submission answers.</summary>
internal static class SubmissionReplies
{
    public static SmtpReply LoginRequired { get; } = new(530, 7, 0, "Authentication required");

    // RFC 6409 §6.1 and §6.3: 550 with 5.7.1 for what the submitting user may not.
    public static SmtpReply NotYourSender(MailAddress address) => new(550, 7, 1, $"You may not send as <{address}>");

    public static SmtpReply NotYourFrom(string field) => new(550, 7, 1, $"The {field} field names an address you may not send as");

    // RFC 6409 §6.3: 554 for syntactic problems in the data.
    public static SmtpReply SeveralFields(string field) => new(554, 6, 0, $"The message has more than one {field} field");

    public static SmtpReply UnreadableFrom(string field) => new(554, 6, 0, $"The {field} field has no address that can be read");

    public static SmtpReply HeaderTooLarge { get; } = new(554, 6, 0, "The header section is too large");

    // RFC 6409 §4.2: 554 for a domain that is not fully qualified; RFC 3463 §3.2, 1.2: bad destination system address.
    public static SmtpReply NotQualified { get; } = new(554, 1, 2, "The domain is not fully qualified");

    public static SmtpReply NoLiterals { get; } = new(550, 1, 2, "Mail is not sent to address literals");

    public static SmtpReply TooMany(string what, int limit, TimeSpan wait) => new(
        450, 7, 1, string.Create(CultureInfo.InvariantCulture, $"No more than {limit} {what} an hour; try again in {Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes))} minutes"));
}
