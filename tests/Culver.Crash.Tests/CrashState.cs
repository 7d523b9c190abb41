namespace Culver.Crash.Tests;

/// <summary>Where a message is, as what, and with which flags. No mailbox: nowhere. No UID: one that was not told.</summary>
internal sealed record CrashState(string? Mailbox, uint? Uid, string Flags)
{
    public static readonly CrashState Nowhere = new(null, null, "");

    public bool Admits(CrashSighting seen) => Mailbox == seen.Mailbox && (Uid is null || Uid == seen.Uid) && Flags == seen.Flags;
}
