namespace Culver.Storage;

/// <summary>Whether header fields, as they stand in the message, are what is looked for.</summary>
public delegate bool HeaderPredicate(ReadOnlySpan<byte> header);

/// <summary>What is looked for in the header fields of one name.</summary>
/// <param name="Field">The name, without regard to case.</param>
/// <param name="Text">What one of them must hold, decoded to Unicode, without regard to case.</param>
/// <param name="Matches">
/// Decides a header, or those of its fields that have the name, in their order, from which it must not learn another answer. May be called on any thread, and not after the
/// question is answered.
/// </param>
public sealed record HeaderQuestion(string Field, string Text, HeaderPredicate Matches);

/// <summary>What is known at once of messages and a question about their headers. Those in neither set do not match.</summary>
/// <param name="Matching">Those that match.</param>
/// <param name="Undecided">Those that must be looked at.</param>
public readonly record struct HeaderAnswer(UidSet Matching, UidSet Undecided);
