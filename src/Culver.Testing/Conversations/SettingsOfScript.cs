using System.Collections.Immutable;
using Culver.Hosting;
using Microsoft.Extensions.Configuration;

namespace Culver.Testing.Conversations;

/// <summary>What a script wants of the server itself: <c>given setting Section:Key is value</c>.</summary>
internal static class SettingsOfScript
{
    private const string Word = "setting ";

    /// <summary>A server for one script: in memory, with its settings.</summary>
    public static TestMailServerOptions ServerFor(string script)
    {
        var settings = ConversationSyntax.Parse(script).OfType<ConversationStep.Given>().Where(IsSetting).Select(Read).ToArray();
        return new()
        {
            Ports = false,
            Configure = options => SettingsReader.Apply(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), options),
        };
    }

    /// <summary>The steps that are left when the server has its settings.</summary>
    public static ImmutableArray<ConversationStep> Without(ImmutableArray<ConversationStep> steps) =>
        steps.RemoveAll(static step => step is ConversationStep.Given given && IsSetting(given));

    /// <summary>Whether the script cannot share a server.</summary>
    public static bool NeedsOwnServer(ImmutableArray<ConversationStep> steps) =>
        steps.Any(static step => step is ConversationStep.TimePasses || (step is ConversationStep.Given given && IsSetting(given)));

    private static bool IsSetting(ConversationStep.Given given) => given.Text.StartsWith(Word, StringComparison.Ordinal);

    private static KeyValuePair<string, string?> Read(ConversationStep.Given given)
    {
        var words = given.Text[Word.Length..].Split(" is ", 2, StringSplitOptions.TrimEntries);
        return words.Length == 2 ? new(words[0], words[1]) : throw new FormatException($"Line {given.Line} of the script: given setting Section:Key is value.");
    }
}
