namespace Culver.Pop3;

/// <summary>Settings of the POP3 server.</summary>
public sealed class Pop3Options
{
    /// <summary>What the greeting says: text on one line, without angle brackets.</summary>
    public string Greeting { get; set; } = "Culver POP3 ready";

    /// <summary>The mailbox that is every account's maildrop.</summary>
    public string Mailbox { get; set; } = "INBOX";

    /// <summary>Whether USER, PLAIN and LOGIN are allowed on a connection that is neither TLS nor loopback. Passwords then travel in the clear.</summary>
    public bool AllowClearTextLogin { get; set; }

    /// <summary>How long after a login the next one of the account is refused, in whole seconds; told by LOGIN-DELAY (RFC 2449 §6.5). Zero for not at all.</summary>
    public TimeSpan LoginDelay { get; set; }

    /// <summary>How long a logged-in client may be silent; nothing is removed then. RFC 1939 §3 asks for at least 10 minutes.</summary>
    public TimeSpan AutologoutAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest command line, in octets without its line end. RFC 2449 §4 asks for 253; answers of SASL mechanisms are longer.</summary>
    public int MaxCommandLine { get; set; } = 16 * 1024;

    /// <summary>Senseless commands in a row before the connection is closed.</summary>
    public int MaxBadCommands { get; set; } = 100;

    /// <summary>The same before login.</summary>
    public int MaxBadCommandsBeforeLogin { get; set; } = 10;

    /// <summary>Capabilities nobody is told of, by name; their commands are not there either.</summary>
    public HashSet<string> DisabledCapabilities { get; } = new(StringComparer.OrdinalIgnoreCase);
}
