// Attempts of one worker at one destination, over one connection as long as that lasts. Rules upheld: every recipient handed in gets exactly one
// outcome; hosts are tried in their order until one serves us and takes the message, and only trouble that all share is permanent; a connection
// that was lost before the server could have taken the message is replaced once, at once; a message that a server may have is given to no other.
using System.Collections.Immutable;
using Culver.Delivery.Routing;
using Culver.Smtp.Client;
using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery.Relay;

internal sealed class RelaySession(string destination, RelayServices services) : IAsyncDisposable
{
    // RFC 5321 §5.1: at least two are to be tried; who has very many is not asked by all of them at each attempt.
    private const int MostTried = 3;

    private readonly MailRoute? _route = services.Routes.RouteOf(destination);
    private HostSearch? _hosts;
    private RelayConnection? _connection;
    private ImmutableArray<MailHost> _others = [];

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
        var outcomes = await TryAsync(entry, content, dead, cancellationToken);
        return PutOff(outcomes) is { IsEmpty: false } putOff
            ? await TryOthersAsync(entry with { Recipients = putOff }, content, outcomes, cancellationToken)
            : outcomes;
    }

    private async ValueTask<ImmutableArray<RecipientOutcome>> TryAsync(QueueEntry entry, IMessageContent content, DeadDestination? dead, CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            var isReused = HasConnection && (!_connection!.IsLax || IsLax(entry.Message)) && Objection(entry.Message, _connection!) is null
                && _connection!.MayTake(RouteTable.DomainOf(entry.Recipients[0].Address));
            if (!isReused)
            {
                _others = [];
                if (dead is not null && dead.Until > services.Time.GetUtcNow() && !IsLax(entry.Message))
                    return All(entry, dead.Trouble);
                if (await ConnectAsync(RouteTable.DomainOf(entry.Recipients[0].Address), entry.Message, cancellationToken) is { } trouble)
                    return All(entry, trouble);
            }

            try
            {
                var outcomes = await new RelayAttempt(_connection!, entry, content, services).RunAsync(cancellationToken);
                // RFC 5321 §3.8: 421 to a connection that waited closes it, and says nothing of this message.
                if (!isReused || again || !_connection!.Client.IsSpent || PutOff(outcomes).Length < outcomes.Length)
                    return outcomes;
                await CloseAsync();
            }
            // A server may have closed a connection that waited; nothing of this message was lost with it.
            catch (SmtpClientException lost) when (isReused && !again && lost.Problem == SmtpClientProblem.Lost && !_connection!.Client.IsInDoubt)
            {
                await CloseAsync();
            }
            catch (SmtpClientException failure)
            {
                var server = _connection!.Server;
                if (_connection.Client.IsInDoubt)
                    _others = [];
                await CloseAsync();
                return All(entry, Told(failure, server));
            }
        }
    }

    // RFC 5321 §5.1: the hosts of the list in their order, until an attempt succeeds. What the later say against it changes nothing: the first has put it
    // off, and keeps its connection for the next message.
    private async ValueTask<ImmutableArray<RecipientOutcome>> TryOthersAsync(
        QueueEntry entry, IMessageContent content, ImmutableArray<RecipientOutcome> outcomes, CancellationToken cancellationToken)
    {
        var hosts = _others;
        for (var tried = 1; tried < MostTried && !hosts.IsEmpty && !entry.Recipients.IsEmpty;)
        {
            var domain = RouteTable.DomainOf(entry.Recipients[0].Address);
            var (connection, _) = await services.Connector.ConnectAsync(domain, hosts[0], _route, IsLax(entry.Message), cancellationToken);
            hosts = connection is null ? hosts.RemoveAt(0) : Behind(hosts, connection);
            if (connection is null)
                continue;
            tried++;
            try
            {
                if (Objection(entry.Message, connection) is not null)
                    continue;
                var others = await new RelayAttempt(connection, entry, content, services).RunAsync(cancellationToken);
                var done = others.OfType<RecipientOutcome.Done>().ToDictionary(static outcome => outcome.Recipient.Number);
                outcomes = [.. outcomes.Select(outcome => done.GetValueOrDefault(outcome.Recipient.Number) ?? outcome)];
                entry = entry with { Recipients = PutOff(others) };
            }
            catch (SmtpClientException)
            {
                if (connection.Client.IsInDoubt)
                    hosts = [];
            }
            finally
            {
                await LeaveAsync(connection, cancellationToken);
            }
        }

        return outcomes;
    }

    // Whom no host has the message for yet, and who may get it by another; nobody once a host has taken it for some, for that host works.
    private static ImmutableArray<QueueRecipient> PutOff(ImmutableArray<RecipientOutcome> outcomes) =>
        outcomes.Any(static outcome => outcome is RecipientOutcome.Done)
            ? []
            : [.. outcomes.Where(static outcome => outcome is RecipientOutcome.Missed { Trouble.IsPermanent: false }).Select(static outcome => outcome.Recipient)];

    private static Trouble Told(SmtpClientException failure, string server)
    {
        var status = failure.Problem == SmtpClientProblem.TimedOut ? "4.4.1" : failure.Problem == SmtpClientProblem.NotSmtp ? "4.5.0" : "4.4.2";
        return new(IsPermanent: false, status, failure.Message, server);
    }

    public ValueTask DisposeAsync() => LeaveAsync(CancellationToken.None);

    /// <summary>Whether a message may go without TLS. RFC 8689 §4.1: REQUIRETLS, where it was said, takes precedence over the field.</summary>
    public static bool IsLax(QueueMessage message) => message.Traits.HasFlag(ContentTraits.TlsOptional) && !message.RequireTls;

    private static ImmutableArray<RecipientOutcome> All(QueueEntry entry, Trouble trouble) =>
        [.. entry.Recipients.Select(recipient => new RecipientOutcome.Missed(recipient, trouble))];

    private async ValueTask<Trouble?> ConnectAsync(string domain, QueueMessage message, CancellationToken cancellationToken)
    {
        await LeaveAsync(cancellationToken);
        _hosts ??= await services.Hosts.FindAsync(destination, _route, cancellationToken);
        if (_hosts is not HostSearch.Found found)
        {
            var none = ((HostSearch.None)_hosts).Trouble;
            _hosts = null;
            return Unreachable = _route is null ? none : none.AsTransient();
        }

        var trouble = found.Missing;
        var isReached = false;
        foreach (var (i, host) in found.Hosts.Index())
        {
            var (connection, failure) = await services.Connector.ConnectAsync(domain, host, _route, IsLax(message), cancellationToken);
            if (connection is not null)
            {
                _connection = connection;
                if (Objection(message, connection) is not { } objection)
                {
                    _others = Behind(found.Hosts.RemoveRange(0, i), connection);
                    return null;
                }

                // RFC 8689 §4.2.1: the other hosts of the domain may do better.
                await LeaveAsync(cancellationToken);
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

    // The hosts behind the first of some, and its other addresses behind them: the next host is likelier to do better than the same at another address.
    private static ImmutableArray<MailHost> Behind(ImmutableArray<MailHost> hosts, RelayConnection connection)
    {
        var addresses = hosts[0].Addresses.RemoveRange(0, hosts[0].Addresses.IndexOf(connection.Address) + 1);
        var behind = hosts.RemoveAt(0);
        return addresses.IsEmpty ? behind : behind.Add(hosts[0] with { Addresses = addresses });
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

    private ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        var connection = _connection;
        _connection = null;
        return connection is null ? ValueTask.CompletedTask : LeaveAsync(connection, cancellationToken);
    }

    private static async ValueTask LeaveAsync(RelayConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Client.QuitAsync(cancellationToken);
        }
        finally
        {
            await connection.Client.DisposeAsync();
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is { } connection)
            await connection.Client.DisposeAsync();
        _connection = null;
    }
}
