using Culver.Identity.Addresses;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Submission;

/// <summary>Checks all settings before it reports.</summary>
internal sealed class SubmissionOptionsValidator : IValidateOptions<SubmissionOptions>
{
    public ValidateOptionsResult Validate(string? name, SubmissionOptions options)
    {
        List<string> errors = [];
        if (!Enum.IsDefined(options.CheckFrom))
            errors.Add("CheckFrom must be Refuse, AddSender or Off.");
        if (options.MessagesPerHour < 0 || options.RecipientsPerHour < 0)
            errors.Add("MessagesPerHour and RecipientsPerHour must not be negative.");
        if (options.MaxHeaderSize is < 16 * 1024 or > 16 * 1024 * 1024)
            errors.Add("MaxHeaderSize must be between 16384 and 16777216.");
        if (options.LongestHold < TimeSpan.Zero || options.LongestHold > TimeSpan.FromDays(3650))
            errors.Add("LongestHold must be between nothing and ten years.");
        if (options.HighestPriority is < -9 or > 9)
            errors.Add("HighestPriority must be between -9 and 9.");
        foreach (var grant in options.MaySendAs)
        {
            if (!EmailAddress.TryParse(grant.Account, out _))
                errors.Add($"MaySendAs: the account '{grant.Account}' is not an address.");
            foreach (var address in grant.Addresses)
            {
                if (address.StartsWith('@') ? !EmailAddress.TryReadDomain(address[1..], out _) : !EmailAddress.TryParse(address, out _))
                    errors.Add($"MaySendAs: '{address}' is neither an address nor @ and a domain.");
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
