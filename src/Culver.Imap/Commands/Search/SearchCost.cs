namespace Culver.Imap.Commands.Search;

/// <summary>What must be read to decide a key; dearer keys are asked only of what the cheaper ones left.</summary>
internal enum SearchCost
{
    /// <summary>The index in memory.</summary>
    Index,

    /// <summary>The ids in the store.</summary>
    Ids,

    /// <summary>The digests in the store.</summary>
    Digest,

    /// <summary>The text.</summary>
    Text,
}
