using System.Collections.Immutable;

namespace Culver.Storage.Directory;

/// <summary>An address that stands for others.</summary>
/// <param name="Address">Its canonical address.</param>
/// <param name="Targets">Where its mail goes: addresses, local or outside, at least one, in order, their local parts as written.</param>
public sealed record DirectoryAlias(string Address, ImmutableArray<string> Targets);
