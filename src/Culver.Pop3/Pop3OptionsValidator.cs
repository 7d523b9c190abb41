using Culver.Sasl;
using Culver.Storage;
using Microsoft.Extensions.Options;

namespace Culver.Pop3;

/// <summary>Checks all settings before it reports, so that a person mends them in one go.</summary>
internal sealed class Pop3OptionsValidator : IValidateOptions<Pop3Options>
{
    // A SASL response of the longest kind in base64 (RFC 4648 §4).
    private const int LongestResponse = (SaslServerMechanism.MaxResponseLength + 2) / 3 * 4;

    public ValidateOptionsResult Validate(string? name, Pop3Options options)
    {
        List<string> errors = [];
        // RFC 1939 §7: what stands in angle brackets in the greeting is APOP's.
        if (string.IsNullOrWhiteSpace(options.Greeting) || options.Greeting.Length > 400 || options.Greeting.Any(static c => c is < ' ' or > '~' or '<' or '>' or '['))
            errors.Add("Greeting must be printable ASCII without brackets, at most 400 characters.");
        if (!MailboxName.TryParse(options.Mailbox, out _))
            errors.Add("Mailbox must be the name of a mailbox.");
        if (options.LoginDelay < TimeSpan.Zero || options.LoginDelay > TimeSpan.FromDays(1) || options.LoginDelay.Ticks % TimeSpan.TicksPerSecond != 0)
            errors.Add("LoginDelay must be whole seconds, at most a day.");
        if (options.AutologoutAfter < TimeSpan.FromMinutes(10))
            errors.Add("AutologoutAfter must be at least 10 minutes (RFC 1939 section 3).");
        if (options.MaxCommandLine is < LongestResponse or > 32 * 1024)
            errors.Add($"MaxCommandLine must be between {LongestResponse} and 32768: the answers of SASL mechanisms have to fit it, and it the connection's read buffer.");
        if (options.MaxBadCommands < 1 || options.MaxBadCommandsBeforeLogin < 1)
            errors.Add("MaxBadCommands and MaxBadCommandsBeforeLogin must be at least 1.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
