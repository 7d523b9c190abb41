using System.Collections.Immutable;

namespace Culver.Hosting;

/// <summary>One record that a domain should have, beside what is there.</summary>
/// <param name="Name">Its name, without the final dot.</param>
/// <param name="Type">Its type.</param>
/// <param name="State">How it stands: <c>good</c>, <c>missing</c>, <c>wrong</c>, <c>advised</c> or <c>unknown</c>.</param>
/// <param name="Expected">What it should be, as a zone file has it.</param>
/// <param name="Found">What is there, as a zone file has it.</param>
/// <param name="Note">What it is for, or what is wrong with it.</param>
public sealed record DomainRecordRow(string Name, string Type, string State, string Expected, ImmutableArray<string> Found, string Note);
