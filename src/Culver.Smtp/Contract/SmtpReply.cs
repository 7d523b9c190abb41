namespace Culver.Smtp;

/// <summary>
/// One reply (RFC 5321 §4.2): a code, an enhanced status where the reply may have one, and text for a person. The text tells what was
/// wrong with the request and nothing of our insides. Characters outside printable ASCII are shown as <c>?</c>.
/// </summary>
/// <param name="Code">Three digits, 200 to 599.</param>
/// <param name="Status">The enhanced status; <see langword="null"/> for the greeting, EHLO and 3yz (RFC 2034 §4).</param>
/// <param name="Text">The text, on one line. More lines follow in <see cref="More"/>.</param>
public sealed record SmtpReply(int Code, EnhancedStatus? Status, string Text)
{
    /// <summary>A reply with an enhanced status.</summary>
    /// <param name="code">The reply code.</param>
    /// <param name="subject">The subject of the enhanced status.</param>
    /// <param name="detail">The detail of the enhanced status.</param>
    /// <param name="text">The text.</param>
    public SmtpReply(int code, int subject, int detail, string text)
        : this(code, new EnhancedStatus((byte)subject, (short)detail), text)
    {
    }

    /// <summary>The lines after the first one; empty for most replies.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>2yz: done.</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>4yz: the client is to try again later.</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>5yz: the client is not to try this again.</summary>
    public bool IsPermanent => Code >= 500;
}
