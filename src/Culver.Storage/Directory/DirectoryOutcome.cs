namespace Culver.Storage.Directory;

/// <summary>How a write to the directory ended.</summary>
public enum DirectoryOutcome
{
    /// <summary>Done, durably.</summary>
    Done,

    /// <summary>What was to be changed or removed is not there.</summary>
    NotFound,

    /// <summary>The address names an account or alias already.</summary>
    AddressTaken,

    /// <summary>The address is not in a local domain.</summary>
    DomainUnknown,

    /// <summary>The domain still holds an account or an alias.</summary>
    DomainInUse,
}
