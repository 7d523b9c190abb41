namespace Culver.Connections.Tests;

/// <summary>Tests beside which no others run: they measure the process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
