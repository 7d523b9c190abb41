// Attempts of one worker at one destination, over one connection as long as that lasts. Rules upheld: every recipient handed in gets exactly one
// outcome; hosts are tried in their order until one serves us, and only trouble that all share is permanent; a connection that was lost
// before the server could have taken the message is replaced once, at once.
using System.Collections.Immutable;
using Culver.Delivery.Routing;
using Culver.Smtp.Client;
using Culver.Storage.Queue;

namespace Culver.Delivery.Relay;

internal sealed class RelaySession(string destination, RelayServices services) : IAsyncDisposable
{
    private readonly MailRoute? _route = services.Routes.RouteOf(destination);
    private HostSearch? _hosts;
    private RelayConnection? _connection;

    /// <summary>Whether another message could go over the connection there is.</summary>
    public bool HasConnection => _connection is { Client: { IsSpent: false } client }
        && client.Transactions < Math.Min(services.Options.MaxMessagesPerConnection, client.Extensions.MostTransactions ?? int.MaxValue);

    /// <summary>Why no host could be reached at the last try; <see langword="null"/> when one was.</summary>
    public Trouble? Unreachable { get; private set; }

    /// <summary>Tries to send a message to recipients of the destination.</summary>
    /// <param name="entry">The message and those recipients.</param>
    /// <param name="dead">What is known of the destination since a moment ago.</param>
    /// <param name="cancellationToken">Breaks off, in the middle of a transaction too.</param>
    /// <returns>An outcome for each; none when the message was removed.</returns>
    public async ValueTask<ImmutableArray<RecipientOutcome>> SendAsync(QueueEntry entry, DeadDestination? dead, CancellationToken cancellationToken)
    {
        Unreachable = null;
        // RFC 5321 §6.3: too many Received fields are a loop.
        if (entry.Message.Hops > services.Options.MaxHops)
            return All(entry, new(IsPermanent: true, "5.4.6", "The message has passed too many servers: it goes round in circles"));
        await using var content = await services.Store.OpenContentAsync(entry.Message.Id, cancellationToken);
        if (content is null)
            return [];
        for (var again = false; ; again = true)
        {
            var isReused = HasConnection && (!_connection!.IsLax || IsLax(entry.Message)) && Objection(entry.Message, _connection!) is null
                && _connection!.MayTake(RouteTable.DomainOf(entry.Recipients[0].Address));
            if (!isReused)
            {
                if (dead is not null && dead.Until > services.Time.GetUtcNow() && !IsLax(entry.Message))
                    return All(entry, dead.Trouble);
                if (await ConnectAsync(RouteTable.DomainOf(entry.Recipients[0].Address), entry.Message, cancellationToken) is { } trouble)
                    return All(entry, trouble);
            }

            try
            {
                return await new RelayAttempt(_connection!, entry, content, services).RunAsync(cancellationToken);
            }
            // A server may have closed a connection that waited; nothing of this message was lost with it.
            catch (SmtpClientException lost) when (isReused && !again && lost.Problem == SmtpClientProblem.Lost)
            {
                await CloseAsync();
            }
            catch (SmtpClientException failure)
            {
                var server = _connection!.Server;
                await CloseAsync();
                var status = failure.Problem == SmtpClientProblem.TimedOut ? "4.4.1" : failure.Problem == SmtpClientProblem.NotSmtp ? "4.5.0" : "4.4.2";
                return All(entry, new(IsPermanent: false, status, failure.Message, server));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.Client.QuitAsync(CancellationToken.None);
        await CloseAsync();
    }

    /// <summary>Whether a message may go without TLS. RFC 8689 §4.1: REQUIRETLS, where it was said, takes precedence over the field.</summary>
    public static bool IsLax(QueueMessage message) => message.Traits.HasFlag(ContentTraits.TlsOptional) && !message.RequireTls;

    private static ImmutableArray<RecipientOutcome> All(QueueEntry entry, Trouble trouble) =>
        [.. entry.Recipients.Select(recipient => new RecipientOutcome.Missed(recipient, trouble))];

    private async ValueTask<Trouble?> ConnectAsync(string domain, QueueMessage message, CancellationToken cancellationToken)
    {
        if (_connection is { } old)
            await old.Client.QuitAsync(cancellationToken);
        await CloseAsync();
        _hosts ??= await services.Hosts.FindAsync(destination, _route, cancellationToken);
        if (_hosts is not HostSearch.Found found)
        {
            var none = ((HostSearch.None)_hosts).Trouble;
            _hosts = null;
            return Unreachable = _route is null ? none : none.AsTransient();
        }

        Trouble? trouble = null;
        var isReached = false;
        foreach (var host in found.Hosts)
        {
            var (connection, failure) = await services.Connector.ConnectAsync(domain, host, _route, IsLax(message), cancellationToken);
            if (connection is not null)
            {
                _connection = connection;
                if (Objection(message, connection) is not { } objection)
                    return null;
                // RFC 8689 §4.2.1: the other hosts of the domain may do better.
                await connection.Client.QuitAsync(cancellationToken);
                await CloseAsync();
                failure = objection;
                isReached = true;
            }

            // Permanent only when every host says so.
            if (trouble is null or { IsPermanent: true })
                trouble = failure;
        }

        if (isReached)
            return trouble;

        // Asked of the DNS again the next time.
        _hosts = null;
        return Unreachable = trouble;
    }

    // RFC 8689 §4.2.1: verified TLS, and a server that keeps to it. §5: a notification is not lost for the lack of it.
    private Trouble? Objection(QueueMessage message, RelayConnection connection)
    {
        if (!message.RequireTls || message.ReversePath is null)
            return null;
        if (!connection.IsVerified)
            return new(IsPermanent: true, "5.7.10", "REQUIRETLS was asked for, and no server could be verified", connection.Server);
        return connection.Client.Extensions.RequireTls || _route is { IsLmtp: true }
            ? null
            : new(IsPermanent: true, "5.7.30", "REQUIRETLS was asked for, and the server does not support it", connection.Server);
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is { } connection)
            await connection.Client.DisposeAsync();
        _connection = null;
    }
}
