namespace Culver.MailAuth.Spf;

/// <summary>What came of one mechanism: whether it matches, or the error that ends the check.</summary>
internal readonly record struct SpfMatch(bool IsMatch, SpfResult? Error = null, string? Problem = null)
{
    public static SpfMatch No { get; }

    public static SpfMatch Of(bool isMatch) => new(isMatch);

    public static SpfMatch Temporary(string problem) => new(IsMatch: false, SpfResult.TempError, problem);

    public static SpfMatch Permanent(string problem) => new(IsMatch: false, SpfResult.PermError, problem);
}
