namespace Culver.Storage.Search;

/// <summary>What is asked of the fields that an index keeps beside texts.</summary>
/// <param name="Number">Which: see <see cref="IndexedFields.NumberOf"/>.</param>
/// <param name="Matches">Whether they match.</param>
public sealed record FieldQuestion(int Number, HeaderPredicate Matches);
