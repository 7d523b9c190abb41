namespace Culver.Pop3.Commands;

/// <summary>Replies that more than one command gives.</summary>
internal static class KnownReplies
{
    public static Pop3Reply NoSuchMessage { get; } = Pop3Reply.Err("There is no such message");
}
