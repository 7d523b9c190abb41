namespace Culver.Delivery;

/// <summary>Settings of message submission (RFC 6409).</summary>
public sealed class SubmissionOptions
{
    /// <summary>What becomes of a message whose From field names somebody its account may not send as.</summary>
    public FromCheck CheckFrom { get; set; } = FromCheck.Refuse;

    /// <summary>Whether any of several accounts behind an alias may send as it. Off, an alias is for its one account only.</summary>
    public bool SharedAliases { get; set; } = true;

    /// <summary>Who may send as whom besides. Everybody may send as their own address, as their aliases, and with a detail (<c>name+detail</c>).</summary>
    public IList<SendAsGrant> MaySendAs { get; init; } = [];

    /// <summary>Messages an account may submit at once, and again over every hour; 0 for no limit.</summary>
    public int MessagesPerHour { get; set; } = 500;

    /// <summary>Recipients an account may submit to at once, and again over every hour; 0 for no limit.</summary>
    public int RecipientsPerHour { get; set; } = 5000;

    /// <summary>The largest header section taken, in octets.</summary>
    public int MaxHeaderSize { get; set; } = 256 * 1024;

    /// <summary>The longest a message may be held for future release (RFC 4865); zero switches that off.</summary>
    public TimeSpan LongestHold { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The highest priority (RFC 6710) an account may ask for, −9 to 9; more is lowered to it.</summary>
    public int HighestPriority { get; set; } = 4;
}
