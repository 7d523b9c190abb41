namespace Culver.Smtp.Tests.Support;

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
