namespace Culver.Imap.Dispatch;

/// <summary>A handler whose commands can be carried out in rounds.</summary>
internal interface IRoundHandler
{
    /// <summary>Begins a round in the present selection.</summary>
    ICommandRound Round(CommandContext context);
}
