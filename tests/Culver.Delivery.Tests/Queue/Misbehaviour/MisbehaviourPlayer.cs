using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Culver.Delivery.Security.MtaSts;
using Culver.Delivery.Tests.Security;
using Culver.Delivery.Tests.Support;
using Culver.Dns;
using Culver.Smtp;
using Culver.Storage.Queue;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Queue.Misbehaviour;

/// <summary>Plays a <see cref="MisbehaviourScript"/> with a whole server that sends, and its clock.</summary>
internal sealed partial class MisbehaviourPlayer : IAsyncDisposable
{
    private readonly MisbehaviourScript _script;
    private readonly RelayHouse _house;
    private readonly TestAccount _sender;
    private readonly Dictionary<string, X509Certificate2> _certificates;
    private readonly DateTimeOffset _begin;
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();
    private FakeMta? _server;
    private QueueId? _message;

    private MisbehaviourPlayer(MisbehaviourScript script, RelayHouse house, TestAccount sender, Dictionary<string, X509Certificate2> certificates)
    {
        _script = script;
        _house = house;
        _sender = sender;
        _certificates = certificates;
        _begin = house.Server.Clock.GetUtcNow();
    }

    private ManualTimeProvider Clock => _house.Server.Clock;

    public static async Task PlayAsync(string text)
    {
        var script = MisbehaviourScript.Parse(text);
        var certificates = script.Values("server").Where(static value => value.EndsWith(" tls", StringComparison.Ordinal))
            .ToDictionary(static value => value.Split(' ')[0], static _ => TestCertificates.Server("mx.example.net"), StringComparer.Ordinal);
        var zone = new StringBuilder();
        foreach (var line in script.Values("zone"))
            zone.AppendLine(Keys().Replace(line, match => KeyOf(certificates.GetValueOrDefault(match.Groups[1].Value) ?? TestCertificates.Server("another.example"))));
        string? policy = null;
        foreach (var words in script.Values("policy").Select(static value => value.Split(' ')))
        {
            policy = $"version: STSv1\nmode: {words[0]}\nmx: {words[1]}\nmax_age: 864000\n";
            zone.AppendLine("_mta-sts.example.net TXT \"v=STSv1; id=1;\"");
        }

        var house = await RelayHouse.StartAsync(zone.ToString(), services: services => services.AddSingleton<IMtaStsSource>(new PolicyHost(policy)));
        await using var player = new MisbehaviourPlayer(script, house, await house.Server.AddAccountAsync("ann"), certificates);
        await player.PlayAsync();
        foreach (var certificate in certificates.Values)
            certificate.Dispose();
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task PlayAsync()
    {
        foreach (var line in _script.Lines)
        {
            switch (line.Verb)
            {
                case "to" or "hops" or "zone" or "policy" or "told" or "took":
                    break;
                case "try":
                    await TryAsync(line.Value);
                    break;
                case "end":
                    await EndAsync(MisbehaviourScript.Time(line.Value));
                    break;
                case "dialled":
                    Assert.Equal(int.Parse(line.Value, CultureInfo.InvariantCulture), _house.Network.Dialled.Count);
                    break;
                default:
                    SetUp(line);
                    break;
            }
        }

        Assert.Equal(_script.Values("told"), (await _house.InboxAsync(_sender)).Select(Told));
        foreach (var words in _script.Values("took").Select(static value => value.Split(' ', 2)))
            Assert.Equal(words.Length < 2 ? [] : words[1].Split(", "), await TakenAsync(_house.Network[words[0]]));
    }

    private void SetUp(MisbehaviourScript.Line line)
    {
        var words = line.Value.Split(' ');
        switch (line.Verb)
        {
            case "server":
                _house.Network[words[0]] = _server = new FakeMta { Certificate = words is [_, "tls"] ? _certificates[words[0]] : null };
                break;
            case "greets":
                _server!.Greeting = line.Value == "never" ? "-" : line.Value;
                break;
            case "slow":
                var wait = MisbehaviourScript.Time(words[0]);
                _server!.Before = command => command == "QUIT" ? Task.CompletedTask : WaitAsync(wait);
                break;
            case "breaks":
                _server!.CloseAfter = int.Parse(words[0], CultureInfo.InvariantCulture);
                break;
            case "when":
                When(_server!, line.Value);
                break;
            case "mend":
                _house.Network[words[0]] = new FakeMta { Certificate = _house.Network[words[0]].Certificate };
                break;
            case "lose":
                _house.Network.Remove(words[0]);
                break;
            default:
                throw new FormatException($"Not a line of a script: {line}");
        }
    }

    private static void When(FakeMta server, string value)
    {
        var parts = Whens().Match(value);
        Assert.True(parts.Success, $"Not a line of a script: when {value}");
        var left = parts.Groups[2].Value switch { "once" => 1, "twice" => 2, _ => int.MaxValue };
        var reply = parts.Groups[3].Value switch { "never" => "-", "close" => "", var text => text };
        var other = server.Answer;
        server.Answer = line => line.StartsWith(parts.Groups[1].Value, StringComparison.Ordinal) && left-- > 0 ? reply : other(line);
    }

    private async Task TryAsync(string expected)
    {
        var halves = expected.Split(" after ");
        var patience = halves.Length > 1 ? MisbehaviourScript.Time(halves[1]) : TimeSpan.Zero;
        var began = await AttemptAsync(patience);
        Assert.Equal(patience, Clock.GetUtcNow() - began);
        var entry = await _house.Control.FindAsync(_message!.Value, CancellationToken.None);
        Assert.Equal(halves[0], entry is null ? "gone" : string.Join(", ", entry.Recipients.Select(State)));
    }

    // The first attempt is made when the message is queued, the others when they are due. Time passes where a server lets us wait, and nowhere else.
    private async Task<DateTimeOffset> AttemptAsync(TimeSpan patience)
    {
        if (_message is not { } message)
        {
            _message = await SendAsync();
        }
        else
        {
            var entry = await _house.Control.FindAsync(message, CancellationToken.None);
            Assert.True(entry is not null, "It is gone, and there is nothing to try.");
            var due = entry.Recipients.Where(static recipient => recipient.IsWaiting).Min(static recipient => recipient.DueAt);
            Assert.True(due > Clock.GetUtcNow(), "It is due and was not tried.");
            Clock.Advance(due - Clock.GetUtcNow());
        }

        var began = Clock.GetUtcNow();
        var quiet = _house.QuietAsync();
        while (true)
        {
            var stuck = patience == TimeSpan.Zero ? quiet : _house.Network.StuckAsync();
            var waits = _waits.Reader.WaitToReadAsync().AsTask();
            await Task.WhenAny(quiet, stuck, waits);
            if (_waits.Reader.TryRead(out var wait))
                Clock.Advance(wait);
            else if (quiet.IsCompleted)
                break;
            else
                Clock.Advance(patience);
        }

        await quiet;
        return began;
    }

    private Task WaitAsync(TimeSpan wait)
    {
        var waited = Task.Delay(wait, Clock);
        _waits.Writer.TryWrite(wait);
        return waited;
    }

    private async Task<QueueId> SendAsync()
    {
        var hops = _script.Values("hops").Select(static value => int.Parse(value, CultureInfo.InvariantCulture)).FirstOrDefault();
        var header = string.Concat(Enumerable.Repeat("Received: from a by b; Thu, 15 Jan 2026 12:00:00 +0000\r\n", hops));
        string[] to = [.. _script.Values("to").SelectMany(static value => value.Split(' ')).DefaultIfEmpty("bob@example.net")];
        return await _house.SendAsync(
            new() { Id = TransactionId.New(Clock), ReversePath = RelayHouse.Address(_sender.Address) },
            header + "Subject: hello\r\n\r\nhello\r\n",
            [.. to.Select(static address => new OutboundRecipient(RelayHouse.Address(address)))]);
    }

    private async Task EndAsync(TimeSpan expected)
    {
        while (await _house.Control.FindAsync(_message!.Value, CancellationToken.None) is not null)
            await AttemptAsync(TimeSpan.Zero);
        Assert.Equal(MisbehaviourScript.Text(expected), MisbehaviourScript.Text(Clock.GetUtcNow() - _begin));
    }

    private static string State(QueueRecipient recipient)
    {
        var name = recipient.Address.Split('@')[0];
        return recipient.State switch
        {
            RecipientState.Waiting => $"{name} waiting {recipient.LastStatus} {MisbehaviourScript.Text(recipient.DueAt - recipient.LastAttemptAt!.Value)}",
            RecipientState.Failed => $"{name} failed {recipient.LastStatus}",
            var state => $"{name} {state.ToString().ToLowerInvariant()}",
        };
    }

    private string Told(string mail)
    {
        var date = DateTimeOffset.Parse(mail.Split("\r\nDate: ")[1].Split("\r\n")[0], CultureInfo.InvariantCulture);
        var recipients = Recipients().Matches(mail);
        var action = Assert.Single(recipients.Select(static match => match.Groups[2].Value).Distinct());
        return $"{MisbehaviourScript.Text(date - _begin)} {action}: {string.Join(", ", recipients.Select(static match => $"{match.Groups[1].Value} {match.Groups[3].Value}"))}";
    }

    private static async Task<List<string>> TakenAsync(FakeMta server)
    {
        var taken = new List<string>();
        while (server.HasMessage)
        {
            var message = await server.NextAsync();
            Assert.EndsWith("Subject: hello\r\n\r\nhello\r\n", message.Content, StringComparison.Ordinal);
            taken.Add(string.Join(' ', [.. message.Recipients.Select(static line => line["RCPT TO:<".Length..].Split('@')[0]), .. message.Encrypted ? ["encrypted"] : Array.Empty<string>()]));
        }

        return taken;
    }

    private static string KeyOf(X509Certificate2 certificate) => Convert.ToHexString(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Keys();

    [GeneratedRegex("^(.+?)(?: (once|twice))?: (.+)$")]
    private static partial Regex Whens();

    [GeneratedRegex("Final-Recipient: rfc822; ([^@]+)@.*\r\nAction: (.*)\r\nStatus: (.*)\r\n")]
    private static partial Regex Recipients();

    private sealed class PolicyHost(string? text) : IMtaStsSource
    {
        public ValueTask<(string? Text, string? Problem)> FetchAsync(DnsName domain, CancellationToken cancellationToken) =>
            ValueTask.FromResult(text is null ? ((string?)null, "silent") : (text, (string?)null));
    }
}
