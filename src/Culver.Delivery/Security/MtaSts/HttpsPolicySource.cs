// Fetching over HTTPS (RFC 8461 §3.3). Rules upheld: the certificate is checked as everywhere; no redirect is followed, no cache, no proxy,
// no cookie; the body is bounded in size and the whole in time; addresses come from our own resolver.
using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Culver.Dns;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Security.MtaSts;

internal sealed class HttpsPolicySource : IMtaStsSource, IDisposable
{
    private const int LargestBody = 64 * 1024; // RFC 8461 §3.3

    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

    private readonly HttpClient _client;
    private readonly IDnsResolver _dns;

    public HttpsPolicySource(IDnsResolver dns, IOptions<DeliveryOptions> options)
        : this(dns, options.Value.Security.MtaStsTimeout, static handler => { })
    {
    }

    public HttpsPolicySource(IDnsResolver dns, TimeSpan timeout, Action<SocketsHttpHandler> configure)
    {
        _dns = dns;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = ConnectAsync,
        };
        // RFC 8461 §3.3: matching is performed against the DNS names of the certificate only; the common name does not count.
        handler.SslOptions.RemoteCertificateValidationCallback = static (connection, certificate, _, errors) =>
            errors == SslPolicyErrors.None && connection is SslStream tls && IsFor(certificate, tls.TargetHostName);
        configure(handler);
        _client = new(handler) { Timeout = timeout, MaxResponseContentBufferSize = LargestBody };
    }

    public async ValueTask<(string? Text, string? Problem)> FetchAsync(DnsName domain, CancellationToken cancellationToken)
    {
        // What is no host name could mean something else in a URL.
        if (!domain.TryPrepend("mta-sts", out var host) || host.ToString().AsSpan().ContainsAnyExcept(HostCharacters))
            return (null, "the domain has no policy host");
        try
        {
            using var response = await _client.GetAsync(new Uri($"https://{host}/.well-known/mta-sts.txt"), HttpCompletionOption.ResponseContentRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                return (null, $"the policy host answers {(int)response.StatusCode}");
            if (response.Content.Headers.ContentType?.MediaType is not "text/plain")
                return (null, "the policy is not text/plain");
            return (Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken)), null);
        }
        catch (HttpRequestException failure)
        {
            return (null, failure.InnerException is { } inner ? $"{failure.Message} {inner.Message}" : failure.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "the policy host took too long");
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Whether a DNS name in the certificate is the host's.</summary>
    internal static bool IsFor(X509Certificate? certificate, string host) =>
        certificate is X509Certificate2 whole && whole.MatchesHostname(host, allowWildcards: true, allowCommonName: false);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var answer = await _dns.QueryAddressesAsync(DnsName.Parse(context.DnsEndPoint.Host), cancellationToken);
        SocketException? problem = null;
        foreach (var address in answer.Records)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException failure)
            {
                problem = failure;
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw problem ?? new SocketException((int)SocketError.HostNotFound);
    }
}
