namespace Culver.Storage.Directory;

/// <summary>What an address names. A closed set.</summary>
public abstract record DirectoryEntry
{
    private DirectoryEntry()
    {
    }

    /// <summary>An account.</summary>
    /// <param name="Account">The account.</param>
    public sealed record ToAccount(DirectoryAccount Account) : DirectoryEntry;

    /// <summary>An alias.</summary>
    /// <param name="Alias">The alias.</param>
    public sealed record ToAlias(DirectoryAlias Alias) : DirectoryEntry;
}
