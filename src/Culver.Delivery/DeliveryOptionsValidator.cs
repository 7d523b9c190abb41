using Culver.Identity.Addresses;
using Microsoft.Extensions.Options;

namespace Culver.Delivery;

/// <summary>Checks all settings before it reports.</summary>
internal sealed class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        List<string> errors = [];
        if (options.ParallelRecipients is < 1 or > 1000)
            errors.Add("ParallelRecipients must be between 1 and 1000.");
        if (options.PartialDeliveryMemory < TimeSpan.Zero)
            errors.Add("PartialDeliveryMemory must not be negative.");
        foreach (var domain in options.Security.DaneOnly)
        {
            if (!EmailAddress.TryReadDomain(domain.StartsWith('.') ? domain[1..] : domain, out _))
                errors.Add($"Security:DaneOnly has '{domain}', which is no domain.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
