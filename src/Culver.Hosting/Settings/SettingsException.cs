namespace Culver.Hosting;

/// <summary>The settings are wrong. Every error is told, not only the first.</summary>
/// <param name="errors">One text for each error, naming the setting and where it was found.</param>
public sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>One text for each error.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
