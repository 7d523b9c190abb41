namespace Culver.Storage.Directory;

/// <summary>A local domain.</summary>
/// <param name="Name">Its canonical name: lower case, A-labels.</param>
/// <param name="CatchAll">Where mail to its unknown addresses goes: an address, local or outside; null for nowhere.</param>
public sealed record DirectoryDomain(string Name, string? CatchAll);
