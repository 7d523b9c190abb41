namespace Culver.Imap;

/// <summary>The limits a client may meet, as the metric <c>culver.imap.limits</c> names them.</summary>
internal static class Limits
{
    public const string Line = "line";
    public const string Command = "command";
    public const string Literal = "literal";
    public const string Discard = "discard";
    public const string SetRanges = "set-ranges";
    public const string ListPatterns = "list-patterns";
    public const string SearchDepth = "search-depth";
    public const string SearchKeys = "search-keys";
    public const string TextKeys = "text-keys";
    public const string BadCommands = "bad-commands";
    public const string FailedLogins = "failed-logins";

    /// <summary>The answer was LIMIT, TOOBIG or OVERQUOTA.</summary>
    public const string Answered = "answered";
}
