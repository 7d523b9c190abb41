namespace Culver.Imap.Dispatch;

/// <summary>A command of a round, begun and to be answered.</summary>
/// <param name="Spec">What it is.</param>
/// <param name="Round">The round.</param>
/// <param name="Index">Its place in the round.</param>
/// <param name="Tag">Its tag, copied: the input it stood in is let go.</param>
/// <param name="Started">When it was begun.</param>
internal sealed record JoinedCommand(CommandSpec Spec, ICommandRound Round, int Index, byte[] Tag, long Started)
{
    /// <summary>Whether the round ends with it: only then is the client told what else changed.</summary>
    public bool IsLast { get; set; }
}
