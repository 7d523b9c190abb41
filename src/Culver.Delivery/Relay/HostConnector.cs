// From a host to a connection that may carry mail. Rules upheld: what a policy or a route demands is had, or the host is not used; where nothing
// is demanded, TLS that fails is no reason not to deliver (RFC 7435 §3), and the handshake's ruins are never spoken on: another connection is made.
using System.Net;
using System.Net.Security;
using Culver.Delivery.Routing;
using Culver.Sasl;
using Culver.Smtp.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Relay;

internal sealed class HostConnector(
    IClientTransport transport, ITransportPolicy policy, SaslClients sasl, IOptions<RelayOptions> options, TimeProvider time, ILogger<HostConnector> log)
{
    /// <summary>Connects to a host by the first of its addresses that serves us.</summary>
    /// <param name="domain">The domain mail is for.</param>
    /// <param name="host">The host.</param>
    /// <param name="route">The route that led there; <see langword="null"/> when the DNS did.</param>
    /// <param name="isLax">Whether the sender needs no TLS, whatever the domain demands.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<(RelayConnection? Connection, Trouble? Trouble)> ConnectAsync(
        string domain, MailHost host, MailRoute? route, bool isLax, CancellationToken cancellationToken)
    {
        // RFC 8689 §4.2.2: TLS is tried, and is no reason to fail.
        var requirement = route is null && isLax && !policy.IsMandatory(domain) ? TransportRequirement.Opportunistic.Instance
            : route is null ? await policy.RequireAsync(domain, host.Name, host.Port, host.IsSecure, cancellationToken)
            : Requirement(route);
        if (requirement is TransportRequirement.Forbidden forbidden)
        {
            log.HostForbidden(domain, host.Name, forbidden.Policy, forbidden.Reason);
            return (null, new(IsPermanent: false, "4.7.5", $"{host.Name} may not be used: {forbidden.Reason}", host.Name));
        }

        Trouble? last = null;
        foreach (var address in host.Addresses)
        {
            var plan = new Plan(domain, host, route, requirement, address);
            var (connection, trouble) = await TryAsync(plan, withTls: true, cancellationToken);
            if (connection is null && trouble is { IsTlsOnly: true })
                (connection, trouble) = await TryAsync(plan, withTls: false, cancellationToken);
            if (connection is not null)
                return (connection with { IsLax = isLax }, null);
            log.HostFailed(domain, host.Name, address.ToString(), trouble!.Trouble.Text);
            // Permanent only when every address says so.
            if (last is null or { IsPermanent: true })
                last = trouble.Trouble;
        }

        return (null, last ?? new(IsPermanent: true, "5.4.4", $"The host {host.Name} has no address", host.Name));
    }

    private static TransportRequirement Requirement(MailRoute route) => route.Tls switch
    {
        RelayTls.Verified or RelayTls.Implicit => new TransportRequirement.Verified("route", route.Host, static (_, _, errors) => errors == SslPolicyErrors.None),
        RelayTls.Required => new TransportRequirement.Encrypted("route"),
        _ => TransportRequirement.Opportunistic.Instance,
    };

    private async ValueTask<(RelayConnection? Connection, Failure? Failure)> TryAsync(Plan plan, bool withTls, CancellationToken cancellationToken)
    {
        SmtpClientConnection? client = null;
        try
        {
            var handshake = new Handshake(plan);
            var stream = await DialAsync(new(plan.Address, plan.Host.Port), cancellationToken);
            var settings = new SmtpClientOptions(options.Value.HostName, plan.Route is { IsLmtp: true }, options.Value.Timeouts, time);
            (client, var greeting) = await SmtpClientConnection.OpenAsync(
                stream, settings, plan.Route is { Tls: RelayTls.Implicit } ? handshake.Tls : null, cancellationToken);
            var trouble = await IntroduceAsync(client, greeting, plan, handshake, withTls, cancellationToken);
            if (trouble is null)
                return (new(client, plan.Host, plan.Address, client.IsEncrypted && handshake.IsVerified), null);
            await client.QuitAsync(cancellationToken);
            await client.DisposeAsync();
            return (null, new(trouble, IsTlsOnly: false));
        }
        catch (SmtpClientException failure)
        {
            if (client is not null)
                await client.DisposeAsync();
            var isTls = failure.Problem is SmtpClientProblem.Tls or SmtpClientProblem.Certificate;
            if (isTls)
                policy.Report(plan.Domain, plan.Host.Name, plan.Requirement, failure.Problem == SmtpClientProblem.Certificate ? "certificate-not-trusted" : "validation-failure");
            var mayGoOn = isTls && withTls && plan.Requirement is TransportRequirement.Opportunistic;
            return (null, new(Told(failure, plan.Host.Name), mayGoOn));
        }
    }

    private async ValueTask<Stream> DialAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.Timeouts.Connect, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await transport.ConnectAsync(server, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SmtpClientException(SmtpClientProblem.TimedOut, $"{server} did not accept the connection in time");
        }
        catch (IOException failure)
        {
            throw new SmtpClientException(SmtpClientProblem.Lost, $"{server} could not be reached: {failure.Message}", failure);
        }
    }

    private async ValueTask<Trouble?> IntroduceAsync(
        SmtpClientConnection client, ServerReply greeting, Plan plan, Handshake handshake, bool withTls, CancellationToken cancellationToken)
    {
        if (!greeting.IsPositive)
            return Trouble.Of(greeting, plan.Host.Name);
        var hello = await client.HelloAsync(cancellationToken);
        if (!hello.IsPositive)
            return Trouble.Of(hello, plan.Host.Name);
        var mayEncrypt = withTls && plan.Route is not { Tls: RelayTls.None or RelayTls.Implicit };
        if (mayEncrypt && client.Extensions.StartTls && !client.IsEncrypted)
        {
            var reply = await client.StartTlsAsync(handshake.Tls, cancellationToken);
            if (client.IsEncrypted)
            {
                hello = await client.HelloAsync(cancellationToken);
                if (!hello.IsPositive)
                    return Trouble.Of(hello, plan.Host.Name);
            }
            else if (client.IsSpent || plan.IsEncryptionDemanded)
            {
                return Trouble.Of(reply, plan.Host.Name).AsTransient();
            }
        }

        if (plan.IsEncryptionDemanded && !client.IsEncrypted)
        {
            policy.Report(plan.Domain, plan.Host.Name, plan.Requirement, "starttls-not-supported");
            return new(IsPermanent: false, "4.7.4", $"{plan.Host.Name} does not offer the TLS that is demanded of it", plan.Host.Name);
        }

        if (client.IsEncrypted)
            policy.Report(plan.Domain, plan.Host.Name, plan.Requirement, failure: null);
        if (plan.Route?.Credentials is not { } credentials)
            return null;
        var login = await client.AuthenticateAsync(sasl, credentials, cancellationToken);
        // A password that is wrong is our own trouble, and no reason to give up anybody's mail.
        return login.IsPositive ? null : Trouble.Of(login, plan.Host.Name).AsTransient();
    }

    private static Trouble Told(SmtpClientException failure, string server) => new(
        IsPermanent: false,
        failure.Problem switch
        {
            SmtpClientProblem.TimedOut => "4.4.1",
            SmtpClientProblem.NotSmtp => "4.5.0",
            SmtpClientProblem.Tls or SmtpClientProblem.Certificate => "4.7.5",
            _ => "4.4.1",
        },
        failure.Message,
        server);

    private sealed record Failure(Trouble Trouble, bool IsTlsOnly);

    private sealed record Plan(string Domain, MailHost Host, MailRoute? Route, TransportRequirement Requirement, IPAddress Address)
    {
        public bool IsEncryptionDemanded => Requirement is not TransportRequirement.Opportunistic;
    }

    /// <summary>What one handshake shows.</summary>
    private sealed class Handshake
    {
        private readonly Plan _plan;

        public Handshake(Plan plan)
        {
            _plan = plan;
            var name = plan.Requirement is TransportRequirement.Verified verified ? verified.ServerName : plan.Host.Name;
            Tls = new(name.StartsWith('[') || IPAddress.TryParse(name, out _) ? "" : name, Verify);
        }

        public ClientTls Tls { get; }

        /// <summary>RFC 8689 §4.2.1: the certificate is right, and the name it is for was had in a way that can be trusted.</summary>
        public bool IsVerified { get; private set; }

        private bool Verify(
            System.Security.Cryptography.X509Certificates.X509Certificate2 certificate,
            IReadOnlyList<System.Security.Cryptography.X509Certificates.X509Certificate2> presented,
            SslPolicyErrors errors)
        {
            if (_plan.Requirement is TransportRequirement.Verified verified)
                return IsVerified = verified.Verify(certificate, presented, errors);
            IsVerified = errors == SslPolicyErrors.None && _plan.Host.IsSecure;
            return true;
        }
    }
}
