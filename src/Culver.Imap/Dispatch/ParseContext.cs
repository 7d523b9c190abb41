using Culver.Imap.Session;

namespace Culver.Imap.Dispatch;

/// <summary>What a grammar may lean on beside the bytes.</summary>
/// <param name="ByUid">Whether this is the UID form of the command.</param>
/// <param name="Registry">Where extensions put their items.</param>
/// <param name="Features">What the session enabled.</param>
internal readonly record struct ParseContext(bool ByUid, ImapRegistry Registry, ImapFeatures Features);
