namespace Culver.Smtp.Session;

/// <summary>How reading content ended.</summary>
internal enum ContentEnd
{
    /// <summary>It was read to its end.</summary>
    Complete,

    /// <summary>The client went away in the middle.</summary>
    ClientGone,

    /// <summary>It was longer than anything worth reading to its end; the connection has to be closed.</summary>
    TooMuch,
}
