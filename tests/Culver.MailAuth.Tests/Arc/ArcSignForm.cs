namespace Culver.MailAuth.Tests.Arc;

/// <summary>The two forms of the signing part that are stored.</summary>
internal enum ArcSignForm
{
    /// <summary>Of an early draft: ARC-Authentication-Results is among the fields the message signature covers, and the seal of a broken chain covers whatever of it there was.</summary>
    Early,

    /// <summary>The last: neither of both.</summary>
    Last,
}
