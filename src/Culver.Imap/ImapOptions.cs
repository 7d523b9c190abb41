using Culver.Imap.Wire;

namespace Culver.Imap;

/// <summary>Settings of the IMAP server. Sizes are octets.</summary>
public sealed class ImapOptions
{
    /// <summary>What the greeting says.</summary>
    public string Greeting { get; set; } = "Culver ready";

    /// <summary>Whether LOGIN and PLAIN are allowed on a connection that is neither TLS nor loopback. Passwords then travel in the clear.</summary>
    public bool AllowClearTextLogin { get; set; }

    /// <summary>Announce LITERAL- in place of LITERAL+ (RFC 7888 §5): non-synchronising literals up to 4096 octets only.</summary>
    public bool LiteralMinus { get; set; }

    /// <summary>The largest message APPEND takes: APPENDLIMIT (RFC 7889).</summary>
    public long MaxMessage { get; set; } = 256L * 1024 * 1024;

    /// <summary>The longest command line without its literals.</summary>
    public int MaxLine { get; set; } = 64 * 1024;

    /// <summary>The largest command with its literals, messages aside.</summary>
    public int MaxCommand { get; set; } = 1024 * 1024;

    /// <summary>The largest literal that is not a message.</summary>
    public int MaxLiteral { get; set; } = 256 * 1024;

    /// <summary>The largest literal before login.</summary>
    public int MaxLiteralBeforeLogin { get; set; } = 4096;

    /// <summary>The largest command before login, with its line and its literals.</summary>
    public int MaxCommandBeforeLogin { get; set; } = 32 * 1024;

    /// <summary>How much of a refused literal that is sent anyway is read and thrown away before the connection is closed instead.</summary>
    public long MaxDiscard { get; set; } = 64L * 1024 * 1024;

    /// <summary>The same before login.</summary>
    public long MaxDiscardBeforeLogin { get; set; } = 256 * 1024;

    /// <summary>How much of a longer header is looked at by HEADER.FIELDS and by searches of header fields. Liberty, RFC 9051 §6.4.5: the grammar knows no limit, memory
    /// does; the text index looks no further either.</summary>
    public int MaxHeader { get; set; } = 1024 * 1024;

    /// <summary>The most patterns in one LIST. Liberty, as below.</summary>
    public int MaxListPatterns { get; set; } = 100;

    /// <summary>How many FETCH commands at once read up to 1 MB of messages ahead of their clients; others read 64 KB ahead.</summary>
    public int LargeFetches { get; set; } = 32;

    /// <summary>The most ranges in one set of numbers. Liberty, RFC 9051 §9: the grammar knows no limit, memory does. What a line holds is less, as a rule.</summary>
    public int MaxSetRanges { get; set; } = SequenceSet.MostRanges;

    /// <summary>How deep NOT, OR and parentheses of a search may go. Liberty, RFC 9051 §9: the grammar knows no limit, the stack does.</summary>
    public int MaxSearchDepth { get; set; } = 200;

    /// <summary>The most keys in one search. Liberty, as above.</summary>
    public int MaxSearchKeys { get; set; } = 4096;

    /// <summary>The most of those that look through the text of messages (BODY, TEXT). Liberty, as above: each may read the whole mailbox.</summary>
    public int MaxTextKeys { get; set; } = 100;

    /// <summary>How many searches that read messages run at once; others wait, and accounts take turns every 20 ms. 0 for half of the processors, at least one.</summary>
    public int ParallelSearches { get; set; }

    /// <summary>Senseless commands in a row before the connection is closed.</summary>
    public int MaxBadCommands { get; set; } = 100;

    /// <summary>The same before login.</summary>
    public int MaxBadCommandsBeforeLogin { get; set; } = 10;

    /// <summary>How often IDLE says that it is still there, so that the connection of a phone is kept by what lies between.</summary>
    public TimeSpan IdleKeepAlive { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Take a message with 8-bit headers from a client that did not enable UTF8=ACCEPT. Liberty, RFC 9755 §4: it is the letter that
    /// such an APPEND is refused; clients that send one mean it.
    /// </summary>
    public bool AcceptUnannouncedUtf8 { get; set; } = true;

    /// <summary>
    /// Capabilities that are switched off, by name: not announced, and not honoured either. Their commands are unknown, their arguments
    /// are bad syntax, their response codes are not sent. CONDSTORE takes QRESYNC with it, ESEARCH takes SEARCHRES, LIST-EXTENDED takes
    /// LIST-STATUS. IMAP4rev1 and LOGINDISABLED can only be hidden. An account has a list of its own, which counts from its login on.
    /// </summary>
    public HashSet<string> DisabledCapabilities { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names every error of these settings; none when they are good.</summary>
    public IEnumerable<string> Validate()
    {
        if (string.IsNullOrWhiteSpace(Greeting) || Greeting.Any(char.IsControl))
            yield return "Imap:Greeting must be text on one line";
        if (MaxMessage < 1024)
            yield return "Imap:MaxMessage must be at least 1024";
        if (MaxLine < 8192)
            // RFC 7162 §4: clients may send lines of 8192 octets.
            yield return "Imap:MaxLine must be at least 8192";
        if (MaxCommand < MaxLine)
            yield return "Imap:MaxCommand must be at least Imap:MaxLine";
        if (MaxLiteral < 1024 || MaxLiteral > MaxCommand)
            yield return "Imap:MaxLiteral must be between 1024 and Imap:MaxCommand";
        if (MaxLiteralBeforeLogin is < 512 || MaxLiteralBeforeLogin > MaxLiteral)
            yield return "Imap:MaxLiteralBeforeLogin must be between 512 and Imap:MaxLiteral";
        if (MaxCommandBeforeLogin < MaxLiteralBeforeLogin || MaxCommandBeforeLogin > MaxCommand)
            yield return "Imap:MaxCommandBeforeLogin must be between Imap:MaxLiteralBeforeLogin and Imap:MaxCommand";
        if (MaxDiscard < 0 || MaxDiscardBeforeLogin < 0)
            yield return "Imap:MaxDiscard and Imap:MaxDiscardBeforeLogin must not be negative";
        if (MaxSetRanges < 1 || MaxSearchKeys < 1 || MaxTextKeys < 1)
            yield return "Imap:MaxSetRanges, Imap:MaxSearchKeys and Imap:MaxTextKeys must be at least 1";
        if (MaxHeader < 64 * 1024)
            yield return "Imap:MaxHeader must be at least 65536";
        if (MaxListPatterns < 1 || LargeFetches < 0)
            yield return "Imap:MaxListPatterns must be at least 1, and Imap:LargeFetches not negative";
        if (MaxSearchDepth is < 1 or > 1000)
            yield return "Imap:MaxSearchDepth must be between 1 and 1000";
        if (ParallelSearches < 0)
            yield return "Imap:ParallelSearches must not be negative";
        if (MaxBadCommands < 1 || MaxBadCommandsBeforeLogin < 1)
            yield return "Imap:MaxBadCommands and Imap:MaxBadCommandsBeforeLogin must be at least 1";
        if (IdleKeepAlive < TimeSpan.FromSeconds(10))
            yield return "Imap:IdleKeepAlive must be at least 10 seconds";
    }
}
