using Culver.Imap.Wire;

namespace Culver.Imap.Dispatch;

/// <summary>How a command ended (RFC 9051 §7.1): the status, a response code where there is one, and a text for people.</summary>
internal readonly record struct CommandResult(ResponseStatus Status, ResponseCode? Code, string Text)
{
    /// <summary>The handler wrote the tagged line itself, because what came behind it was no longer the same stream (STARTTLS).</summary>
    public static CommandResult Answered { get; } = new(ResponseStatus.Ok, null, "") { IsAnswered = true };

    public bool IsAnswered { get; private init; }

    public static CommandResult Ok(string text) => new(ResponseStatus.Ok, null, text);

    public static CommandResult Ok(ResponseCode? code, string text) => new(ResponseStatus.Ok, code, text);

    public static CommandResult No(string text) => new(ResponseStatus.No, null, text);

    public static CommandResult No(ResponseCode code, string text) => new(ResponseStatus.No, code, text);

    public static CommandResult Bad(string text) => new(ResponseStatus.Bad, null, text);

    public static CommandResult Bad(ResponseCode code, string text) => new(ResponseStatus.Bad, code, text);
}
