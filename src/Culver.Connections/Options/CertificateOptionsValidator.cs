using Microsoft.Extensions.Options;

namespace Culver.Connections;

/// <summary>Checks <see cref="CertificateOptions"/>; whether the files can be used shows when they are loaded.</summary>
internal sealed class CertificateOptionsValidator : IValidateOptions<CertificateOptions>
{
    public ValidateOptionsResult Validate(string? name, CertificateOptions options)
    {
        var errors = new List<string>();
        if (options.Files.Any(file => file.Path.Length == 0))
            errors.Add("A certificate file has no Path.");
        if (options.ReloadInterval < TimeSpan.FromSeconds(1) || options.ReloadInterval > TimeSpan.FromDays(1))
            errors.Add($"{nameof(options.ReloadInterval)} is {options.ReloadInterval}; it must be between a second and a day.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
