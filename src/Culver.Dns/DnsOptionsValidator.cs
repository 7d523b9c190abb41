using System.Net;
using Microsoft.Extensions.Options;

namespace Culver.Dns;

/// <summary>Checks all settings before it reports.</summary>
internal sealed class DnsOptionsValidator : IValidateOptions<DnsOptions>
{
    public ValidateOptionsResult Validate(string? name, DnsOptions options)
    {
        List<string> errors = [];
        foreach (var server in options.Servers.Where(static server => !IPEndPoint.TryParse(server, out _)))
            errors.Add($"Servers: '{server}' is not an address, nor an address and a port.");
        foreach (var server in options.TrustedServers.Where(static server => !IPAddress.TryParse(server, out _)))
            errors.Add($"TrustedServers: '{server}' is not an address.");
        if (options.Timeout < TimeSpan.FromMilliseconds(100) || options.Timeout > TimeSpan.FromMinutes(1))
            errors.Add("Timeout must be between 0.1 and 60 seconds.");
        if (options.Attempts is < 1 or > 10)
            errors.Add("Attempts must be between 1 and 10.");
        if (options.CachedAnswers is < 0 or > 10_000_000)
            errors.Add("CachedAnswers must be between 0 and 10000000.");
        if (options.LongestTimeToLive < TimeSpan.Zero || options.LongestNegativeTimeToLive < TimeSpan.Zero)
            errors.Add("LongestTimeToLive and LongestNegativeTimeToLive must not be negative.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
