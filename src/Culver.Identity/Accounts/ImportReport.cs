using System.Collections.Immutable;

namespace Culver.Identity.Accounts;

/// <summary>How an import ended, or stands while it runs.</summary>
/// <param name="LinesRead">Lines read, empty ones included.</param>
/// <param name="Added">Accounts added, durably.</param>
/// <param name="Errors">The lines refused, in order.</param>
public sealed record ImportReport(int LinesRead, int Added, ImmutableArray<ImportError> Errors);
