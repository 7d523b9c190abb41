using System.Text.RegularExpressions;

namespace Culver.Crash.Tests;

/// <summary>Counts the commands that were refused while the disk failed, and says which refusals are right then.</summary>
internal sealed partial class Refusals
{
    private int _count;

    /// <summary>Whether commands may be refused at this time.</summary>
    public volatile bool AreAllowed;

    public int Count => _count;

    /// <summary>Whether an answer is one that says: not now. A mailbox that was not made before is not there.</summary>
    public bool Allows(string answer)
    {
        if (!AreAllowed || !NotNow().IsMatch(answer))
            return false;
        Interlocked.Increment(ref _count);
        return true;
    }

    // RFC 5530 §3, RFC 5321 §4.2.1, RFC 3206 §4.
    [GeneratedRegex(@"(^|: )(\S+ NO \[(UNAVAILABLE|LIMIT)\]|4\d\d |-ERR \[SYS/TEMP\])")]
    private static partial Regex NotNow();
}
