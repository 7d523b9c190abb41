using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Culver.Hosting;

/// <summary>Asks the validators of every area, and reports all errors at once.</summary>
internal static class SettingsCheck
{
    /// <summary>Checks them.</summary>
    /// <exception cref="SettingsException">Something is wrong.</exception>
    public static void Run(CulverOptions options, IServiceProvider services)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Data))
            errors.Add("Data: the folder has no name.");
        if (string.IsNullOrWhiteSpace(options.Domain) || options.Domain.Contains('@', StringComparison.Ordinal) || options.Domain.Any(char.IsWhiteSpace))
            errors.Add($"Domain: '{options.Domain}' is not the name of a domain.");
        if (options.Identity.QuotaOctets < 0)
            errors.Add("Identity: QuotaOctets must not be negative.");
        Check("Connections", options.Connections);
        Check("Certificates", options.Certificates);
        Check("Pop3", options.Pop3);
        Check("Smtp", options.Smtp);
        Check("Delivery", options.Delivery);
        Check("Submission", options.Submission);
        Check("Dns", options.Dns);
        Check("MailAuth", options.MailAuth);
        errors.AddRange(options.Imap.Validate());
        if (errors.Count > 0)
            throw new SettingsException(errors);

        void Check<T>(string section, T area)
            where T : class
        {
            foreach (var validator in services.GetServices<IValidateOptions<T>>())
            {
                if (validator.Validate(Options.DefaultName, area) is { Failed: true } result)
                    errors.AddRange(result.Failures.Select(failure => $"{section}: {failure}"));
            }
        }
    }
}
