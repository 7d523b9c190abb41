namespace Culver.Pop3.Wire;

/// <summary>A command line that does not follow its grammar: the one exception readers throw. Its text says what was expected.</summary>
internal sealed class Pop3SyntaxException(string message) : Exception(message);
