namespace Culver.MailAuth.Tests.Arc;

/// <summary>What of a chain is signed anew after a change.</summary>
internal enum ArcSigns
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>The newest seal.</summary>
    NewestSeal,

    /// <summary>Every seal, from the oldest on.</summary>
    Seals,

    /// <summary>The newest message signature, and no seal.</summary>
    MessageAlone,

    /// <summary>The newest message signature, then the newest seal.</summary>
    Message,
}
