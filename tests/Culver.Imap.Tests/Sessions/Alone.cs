using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>Tests that measure what the process holds: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
