namespace Culver.Storage;

/// <summary>The flags of a message in the terms of its mailbox: keyword bit <c>n</c> is <see cref="MailboxInfo.Keywords"/>[n].</summary>
/// <param name="System">The system flags.</param>
/// <param name="Keywords">A bit for each keyword.</param>
public readonly record struct FlagSet(SystemFlags System, Bits128 Keywords)
{
    // Written out, here and in the other small values that loops over rows compare: what a record has by itself asks the framework's comparers, five calls for a set of
    // flags that nothing folds together until they are compiled again.

    /// <inheritdoc/>
    public bool Equals(FlagSet other) => System == other.System && Keywords.Equals(other.Keywords);

    /// <inheritdoc/>
    public override int GetHashCode() => ((int)System * 31) ^ Keywords.GetHashCode();
}
