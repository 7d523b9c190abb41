using System.Net;
using Microsoft.Extensions.Options;

namespace Culver.Delivery;

/// <summary>Checks all settings before it reports.</summary>
internal sealed class RelayOptionsValidator : IValidateOptions<RelayOptions>
{
    public ValidateOptionsResult Validate(string? name, RelayOptions options)
    {
        List<string> errors = [];
        Number(errors, nameof(options.Port), options.Port, 1, 65535);
        Number(errors, nameof(options.MaxConnections), options.MaxConnections, 1, 10_000);
        Number(errors, nameof(options.MaxConnectionsPerDestination), options.MaxConnectionsPerDestination, 1, 1000);
        Number(errors, nameof(options.MaxMessagesPerConnection), options.MaxMessagesPerConnection, 1, 1_000_000);
        Number(errors, nameof(options.MaxRecipients), options.MaxRecipients, 1, 1000);
        Number(errors, nameof(options.RetryJitter), options.RetryJitter, 0, 50);
        Number(errors, nameof(options.MaxHops), options.MaxHops, 1, 1000);
        if (options.FirstRetry <= TimeSpan.Zero || options.LongestRetry < options.FirstRetry)
            errors.Add("FirstRetry must be more than nothing, and LongestRetry not less than it.");
        if (options.Lifetime <= TimeSpan.Zero || options.NotificationLifetime <= TimeSpan.Zero)
            errors.Add("Lifetime and NotificationLifetime must be more than nothing.");
        if (options.DelayWarning < TimeSpan.Zero || options.DeadDestination < TimeSpan.Zero || options.IdleConnection < TimeSpan.Zero)
            errors.Add("DelayWarning, DeadDestination and IdleConnection must not be negative.");
        foreach (var address in options.SourceAddresses)
        {
            if (!IPAddress.TryParse(address, out _))
                errors.Add($"SourceAddresses: '{address}' is not an address.");
        }

        Route(errors, "Smarthost", options.Smarthost);
        foreach (var route in options.Routes)
        {
            if (string.IsNullOrWhiteSpace(route.Domain) || string.IsNullOrWhiteSpace(route.Host))
                errors.Add("Routes: each needs a Domain and a Host.");
            Route(errors, $"Routes: {route.Domain}", route);
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Route(List<string> errors, string name, RelayRouteOptions route)
    {
        if (route.Port is < 1 or > 65535)
            errors.Add($"{name}: Port must be between 1 and 65535.");
        // RFC 2033 §5: it MUST NOT be spoken on the port of SMTP.
        if (route is { Lmtp: true, Port: 25 })
            errors.Add($"{name}: LMTP is not spoken on port 25 (RFC 2033 section 5); set Port.");
        if (route.UserName.Length > 0 && route.Tls == RelayTls.None)
            errors.Add($"{name}: a login needs TLS.");
    }

    private static void Number(List<string> errors, string name, int value, int least, int most)
    {
        if (value < least || value > most)
            errors.Add($"{name} must be between {least} and {most}.");
    }
}
