using Culver.Identity.Accounts;
using Spectre.Console;

namespace Culver.Verbs;

/// <summary>Where a password comes from: standard input, a person at the terminal, or chance.</summary>
internal static class PasswordSource
{
    /// <summary>
    /// The password. Without <paramref name="fromStandardInput"/> a person is asked, and one is generated where nobody can be
    /// asked or the answer is empty; <c>Generated</c> tells so.
    /// </summary>
    public static async ValueTask<(string Password, bool Generated)> ReadAsync(bool fromStandardInput, string address, CancellationToken cancellationToken)
    {
        if (fromStandardInput)
        {
            var line = await Console.In.ReadLineAsync(cancellationToken);
            return line is { Length: > 0 } ? (line, false) : throw new InvalidDataException("--password-stdin: standard input holds no password.");
        }

        if (!Console.IsInputRedirected && !Console.IsErrorRedirected)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            var prompt = new TextPrompt<string>($"Password for {Markup.Escape(address)} (empty: make one):") { AllowEmpty = true };
            var typed = await prompt.Secret().ShowAsync(console, cancellationToken);
            if (typed.Length > 0)
                return (typed, false);
        }

        return (AccountService.GeneratePassword(), true);
    }
}
