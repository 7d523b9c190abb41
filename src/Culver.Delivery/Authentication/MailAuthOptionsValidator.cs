using Microsoft.Extensions.Options;

namespace Culver.Delivery.Authentication;

/// <summary>Checks all settings before it reports.</summary>
internal sealed class MailAuthOptionsValidator : IValidateOptions<MailAuthOptions>
{
    public ValidateOptionsResult Validate(string? name, MailAuthOptions options)
    {
        List<string> errors = [];
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(5))
            errors.Add("Timeout must be between 0 and 5 minutes.");
        if (options.MaxHeaderSize is < 4096 or > 64 * 1024 * 1024)
            errors.Add("MaxHeaderSize must be between 4096 and 67108864.");
        if (options.MaxSignatures is < 1 or > 100)
            errors.Add("MaxSignatures must be between 1 and 100.");
        if (!Enum.IsDefined(options.Dmarc))
            errors.Add("Dmarc must be None, Quarantine or Enforce.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
