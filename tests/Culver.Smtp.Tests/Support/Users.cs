using Culver.Identity.Authentication;
using Culver.Sasl;
using Culver.Smtp.Extensions.Auth;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Smtp.Tests.Support;

/// <summary>Real accounts to log in with, for servers with a fake sink: ann@example.org.</summary>
public sealed class Users : IAsyncLifetime
{
    /// <summary>What a script begins with to be logged in as ann.</summary>
    public const string LoggedIn = """
        S: 220 ...
        C: EHLO client.example
        S: 250...
        C: AUTH PLAIN AGFubkBleGFtcGxlLm9yZwBjb3JyZWN0LWhvcnNl
        S: 235 2.7.0 Authentication succeeded

        """;

    private TestMailServer? _mail;

    internal Logins Logins => new(_mail!.Services.GetRequiredService<Authenticator>(), _mail.Services.GetRequiredService<SaslMechanisms>());

    public async ValueTask InitializeAsync()
    {
        _mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        await _mail.AddAccountAsync("ann");
    }

    public ValueTask DisposeAsync() => _mail!.DisposeAsync();
}
