namespace Culver.Identity.Accounts;

/// <summary>A line of an import that was refused.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Refusal">Why.</param>
public sealed record ImportError(int Line, AccountRefusal Refusal);
