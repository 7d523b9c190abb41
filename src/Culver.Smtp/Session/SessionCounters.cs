namespace Culver.Smtp.Session;

/// <summary>What a client may do only so often before the connection ends (RFC 5321 §7.8).</summary>
internal sealed class SessionCounters
{
    /// <summary>Commands that were no commands, or came out of order.</summary>
    public int Errors { get; set; }

    /// <summary>Logins that were refused, for whatever reason.</summary>
    public int FailedLogins { get; set; }

    /// <summary>Recipients refused for good.</summary>
    public int RefusedRecipients { get; set; }

    /// <summary>Commands that brought no message nearer, since the last message.</summary>
    public int Idle { get; set; }
}
