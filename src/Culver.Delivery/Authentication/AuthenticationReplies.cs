using Culver.Smtp;

namespace Culver.Delivery.Authentication;

/// <summary>How mail is refused for who it says it is from.</summary>
internal static class AuthenticationReplies
{
    // RFC 9989 §8: 550 with 5.7.1, and a text from which it can be told that DMARC is the reason.
    public static SmtpReply Refused(string domain) => new(550, 7, 1, $"The DMARC policy of {domain} asks for mail like this to be refused");
}
