namespace Culver.Bench.Rows;

/// <summary>One row of the table: a piece of work that is done by each server in turn, measured, and checked.</summary>
/// <param name="Name">Its name, chosen by <c>--rows</c>.</param>
/// <param name="Unit">What one operation is.</param>
/// <param name="Work">The measured part. It notes how many operations it did.</param>
internal sealed record Row(string Name, string Unit, Func<RowRun, Task> Work)
{
    /// <summary>What has to be there before, not measured. Connections it opens belong to the run.</summary>
    public Func<RowRun, Task>? Prepare { get; init; }

    /// <summary>Puts back what the work changed, not measured.</summary>
    public Func<RowRun, Task>? Clean { get; init; }

    /// <summary>The capability without which a server's cell says "unsupported".</summary>
    public string? Needs { get; init; }

    /// <summary>Whether it is a bar for the first server that says nothing beside another.</summary>
    public bool Alone { get; init; }

    /// <summary>The protocol it speaks. A server that does not speak it is not beside the first in this row.</summary>
    public string Listener { get; init; } = "imap";

    /// <summary>Whether it is done once, unmeasured, before the first repeat.</summary>
    public bool WarmUp { get; init; } = true;

    /// <summary>How often at most, where a row is too long for all repeats.</summary>
    public int MostRepeats { get; init; } = int.MaxValue;

    /// <summary>Whether it works on the large mailbox, and is repeated for each of the sizes.</summary>
    public bool Sized { get; init; }

    /// <summary>Whether it needs the account with 200 mailboxes.</summary>
    public bool NeedsMany { get; init; }
}
