namespace Culver.Hosting;

/// <summary>How a record in the DNS stands to what it should be.</summary>
public enum DomainRecordState
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Not there, and mail suffers.</summary>
    Missing,

    /// <summary>There, and not as it should be.</summary>
    Wrong,

    /// <summary>Not there, and worth having.</summary>
    Advised,

    /// <summary>It could not be asked.</summary>
    Unknown,
}
