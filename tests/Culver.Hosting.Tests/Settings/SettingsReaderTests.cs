using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Culver.Hosting.Tests.Settings;

public sealed class SettingsReaderTests
{
    private static CulverOptions Read(params (string Key, string? Value)[] settings)
    {
        var options = new CulverOptions();
        SettingsReader.Apply(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, setting.Value))).Build(), options);
        return options;
    }

    private static IReadOnlyList<string> Errors(params (string Key, string? Value)[] settings) =>
        Assert.Throws<SettingsException>(() => Read(settings)).Errors;

    [Fact]
    public void Values_of_every_kind_are_read()
    {
        var options = Read(("Domain", "example.org"), ("demo", "false"), ("Listen:Imap", "off"), ("Connections:IdleTimeout", "00:45:00"), ("Connections:MaxConnections", "7"), ("Log:Level", "debug"), ("Identity:DetailSeparator", "-"));
        Assert.Equal("example.org", options.Domain);
        Assert.False(options.Demo);
        Assert.Equal("off", options.Listen.Imap);
        Assert.Equal(TimeSpan.FromMinutes(45), options.Connections.IdleTimeout);
        Assert.Equal(7, options.Connections.MaxConnections);
        Assert.Equal(LogLevel.Debug, options.Log.Level);
        Assert.Equal('-', options.Identity.DetailSeparator);
    }

    [Fact]
    public void A_list_replaces_the_default_and_may_be_a_lone_value()
    {
        Assert.Equal(["192.0.2.0/24", "10.0.0.1"], Read(("Listen:TrustedProxies:0", "192.0.2.0/24"), ("Listen:TrustedProxies:1", "10.0.0.1")).Listen.TrustedProxies);
        Assert.Equal(["192.0.2.0/24"], Read(("Listen:TrustedProxies", "192.0.2.0/24")).Listen.TrustedProxies);
        Assert.Equal(["IDLE"], Read(("Imap:DisabledCapabilities:0", "IDLE")).Imap.DisabledCapabilities);
    }

    [Fact]
    public void A_list_of_groups_is_read()
    {
        var files = Read(("Certificates:Files:0:Path", "a.pem"), ("Certificates:Files:0:KeyPath", "a.key"), ("Certificates:Files:1:Path", "b.pfx")).Certificates.Files;
        Assert.Equal(["a.pem", "b.pfx"], files.Select(static file => file.Path));
        Assert.Equal("a.key", files[0].KeyPath);
    }

    [Fact]
    public void An_unknown_key_is_an_error_with_the_nearest_known_one()
    {
        var error = Assert.Single(Errors(("Listen:Impas", "off")));
        Assert.Contains("Listen:Impas", error, StringComparison.Ordinal);
        Assert.Contains("Did you mean Listen:Imaps?", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_like_none_is_an_error_without_a_guess() =>
        Assert.DoesNotContain("mean", Assert.Single(Errors(("Xyzzyplugh", "1"))), StringComparison.Ordinal);

    [Fact]
    public void Every_error_is_told_not_only_the_first()
    {
        var errors = Errors(("Demo", "perhaps"), ("Connections:MaxConnections", "many"), ("Log:Level", "loud"), ("Lissten:Imap", "off"), ("Listen", "off"), ("Domain:Name", "x"));
        Assert.Equal(6, errors.Count);
        Assert.Contains(errors, static error => error.Contains("'perhaps' is not true or false", StringComparison.Ordinal));
        Assert.Contains(errors, static error => error.Contains("'many' is not a whole number", StringComparison.Ordinal));
        Assert.Contains(errors, static error => error.Contains("'loud' is not one of Trace, Debug", StringComparison.Ordinal));
        Assert.Contains(errors, static error => error.Contains("Did you mean Listen?", StringComparison.Ordinal));
        Assert.Contains(errors, static error => error.Contains("this is a group of settings", StringComparison.Ordinal));
        Assert.Contains(errors, static error => error.Contains("this is a single value", StringComparison.Ordinal));
    }

    [Fact]
    public void What_follows_from_other_settings_cannot_be_set() =>
        Assert.Contains("no such setting", Assert.Single(Errors(("Connections:Listeners:0:Name", "imap"))), StringComparison.Ordinal);
}
