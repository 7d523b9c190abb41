namespace Culver.Imap.Commands.Fetch;

/// <summary>What must be read before an item can be written.</summary>
[Flags]
internal enum FetchNeeds
{
    /// <summary>The index row, which is there.</summary>
    Index = 0,

    /// <summary>The digest.</summary>
    Digest = 1,

    /// <summary>The ids.</summary>
    Ids = 2,

    /// <summary>The bytes of the message.</summary>
    Content = 4,
}
