using Culver.Smtp.Session;

namespace Culver.Smtp.Dispatch;

/// <summary>A parameter of RCPT that an extension adds (RFC 5321 §2.2.1).</summary>
internal interface IRecipientParameter
{
    /// <summary>In upper case.</summary>
    string Keyword { get; }

    /// <summary>Whether it may be used in this session now; what may not is as good as unknown.</summary>
    bool IsOffered(SmtpSession session);

    /// <summary>Reads its value into the recipient.</summary>
    /// <returns><see langword="null"/>, or the refusal of the command.</returns>
    SmtpReply? Apply(string? value, ref MessageRecipient recipient, SmtpSession session);
}
