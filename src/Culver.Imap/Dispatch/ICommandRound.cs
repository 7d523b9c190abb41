namespace Culver.Imap.Dispatch;

/// <summary>
/// Commands that stood behind one another in the pipe and are carried out together: each is asked of the store before those ahead of it were answered,
/// so that they become durable in one commit. The store decides them in this order, and they are answered in it.
/// </summary>
internal interface ICommandRound
{
    /// <summary>
    /// Begins a command. False where it is to be carried out by itself in its turn: it was not begun. The same is true where it throws.
    /// </summary>
    ValueTask<bool> TryBeginAsync(object command, CancellationToken cancellationToken);

    /// <summary>Writes the untagged answer to a command, counted from 0, and returns how it ended. Asked once for each, in order; whatever fails is of that one.</summary>
    ValueTask<CommandResult> EndAsync(int index, CancellationToken cancellationToken);
}
