namespace Culver.Smtp;

/// <summary>Replies that more than one place gives.</summary>
internal static class KnownReplies
{
    public static SmtpReply BareLineEnd { get; } =
        new(550, 6, 0, "The message has a CR or LF that is not part of CRLF; lines end in CRLF (RFC 5321 section 2.3.8)");

    public static SmtpReply LineTooLong { get; } = new(554, 6, 0, "The message has a line that is too long");

    public static SmtpReply Loop { get; } = new(554, 4, 6, "Too many Received fields: the message runs in a circle");

    public static SmtpReply LocalError { get; } = new(451, 3, 0, "Something failed here; please try again later");

    public static SmtpReply LoginRequired { get; } = new(530, 7, 0, "Authentication required");

    public static SmtpReply NoTransaction { get; } = new(503, 5, 1, "No transaction is open: MAIL comes first");

    public static SmtpReply NoRecipients { get; } = new(503, 5, 1, "No recipient was accepted: RCPT comes first");

    // RFC 5321 §4.1.1.11: 555 for a parameter that is not recognised or not implemented.
    public static SmtpReply NoParameter(string command, string keyword) => new(555, 5, 4, $"{command} has no parameter {keyword} here");

    // RFC 1870 §6.1 (2): 452 where there is no room for now; RFC 3463 §3.4: 3.1, mail system full.
    public static SmtpReply NoRoom { get; } = new(452, 3, 1, "Too much mail is on its way in at this time; please try again later");

    // RFC 1870 §6.1 asks for 552; RFC 3463 §3.4 has 3.4 for a message too big for the system.
    public static SmtpReply TooBig(long limit) => new(552, 3, 4, $"The message is larger than the {limit} octets allowed here");
}
