using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>
/// Clients that mean harm, in small: each meets its limit, the answer says so, the metric counts it, and another client is served meanwhile.
/// The long forms are bench/hostile.sh; docs/hostile.md tells of all.
/// </summary>
public sealed class HostileTests
{
    [Fact]
    public Task Words_before_login_do_not_prolong_the_time_for_it() => Imap.RunInTheClearAsync("""
        given  not logged in
        C1: a NOOP
        S1: a OK ...
        time passes 100 seconds
        C1: b NOOP
        S1: b OK ...
        time passes 82 seconds
        S1: * BYE ...
        S1 closes
        """);

    [Fact]
    public Task Ten_failed_logins_are_enough_for_one_connection() => Imap.RunInTheClearAsync("""
        given setting Identity:Throttle:FailuresPerConnection is 3
        given  not logged in
        C1: a LOGIN nobody wrong
        S1: a NO [AUTHENTICATIONFAILED] ...
        C1: b NOOP
        S1: b OK ...
        C1: c LOGIN nobody wrong
        S1: c NO [AUTHENTICATIONFAILED] ...
        C1: d AUTHENTICATE PLAIN AG5vYm9keQB3cm9uZw==
        S1: d NO [AUTHENTICATIONFAILED] ...
        S1: * BYE Too many failed logins
        S1 closes
        """);

    [Fact]
    public Task A_command_that_trickles_is_not_waited_for_as_long_as_silence() => Imap.RunInTheClearAsync("""
        given  INBOX
        C1: a APPEND INBOX {1000}
        S1: + ...
        time passes 6 minutes
        S1: * BYE The command came too slowly
        S1 closes
        """);

    [Fact]
    public async Task Ten_thousand_logins_in_one_write_cost_ten_derivations()
    {
        await using var house = await House.StartAsync();
        var stranger = house.Connect();
        await stranger.SayAsync(string.Concat(Enumerable.Range(0, 10_000).Select(static i => $"a{i} LOGIN nobody wrong\r\n")));
        var lines = await stranger.HearToByeAsync();
        Assert.Equal(10, lines.Count(static line => line.Contains(" NO [AUTHENTICATIONFAILED] ", StringComparison.Ordinal)));
        Assert.StartsWith("* BYE ", lines[^1], StringComparison.Ordinal);
        Assert.Equal(1, house.Met("failed-logins"));
        Assert.Equal(10, house.Count("culver.identity.logins", "refused"));
        await house.IsServedAsync();
    }

    [Fact]
    public async Task Literals_before_login_gather_no_more_than_the_setting_says()
    {
        await using var house = await House.StartAsync();
        var stranger = house.Connect();
        // Each literal is small enough by itself.
        var piece = new string('x', 4000);
        await stranger.SayAsync("a LOGIN" + string.Concat(Enumerable.Repeat($" {{4000+}}\r\n{piece}", 50)) + "\r\nb NOOP\r\n");
        Assert.StartsWith("a NO [LIMIT] ", await stranger.HearAsync(), StringComparison.Ordinal);
        Assert.StartsWith("b OK ", await stranger.HearAsync(), StringComparison.Ordinal);
        Assert.Equal(1, house.Met("command"));
        await house.IsServedAsync();
    }

    [Fact]
    public async Task An_endless_line_before_login_is_read_no_further_than_the_setting_says()
    {
        await using var house = await House.StartAsync();
        var stranger = house.Connect();
        await stranger.SayEndlesslyAsync(new string('x', 8192), most: 1024 * 1024);
        var lines = await stranger.HearToByeAsync();
        Assert.StartsWith("* BAD Expected a line of at most 32768 octets", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("* BYE [TOOBIG] ", lines[^1], StringComparison.Ordinal);
        Assert.Equal(1, house.Met("discard"));
        await house.IsServedAsync();
    }

    [Fact]
    public async Task Ten_million_parentheses_are_not_gathered()
    {
        await using var house = await House.StartAsync();
        var user = await house.LogInAsync();
        await user.SayAsync("a SEARCH ");
        await user.SayEndlesslyAsync(new string('(', 64 * 1024), most: 10_000_000);
        await user.SayAsync("\r\nb NOOP\r\n");
        Assert.StartsWith("a BAD Expected a line of at most 65536 octets", await user.HearAsync(), StringComparison.Ordinal);
        Assert.StartsWith("b OK ", await user.HearAsync(), StringComparison.Ordinal);
        Assert.Equal(1, house.Met("line"));
        await house.IsServedAsync();
    }

    [Theory]
    [InlineData("NOT ", "ALL", "search-depth")]
    [InlineData("(", "ALL", "search-depth")]
    [InlineData("OR ALL ", "ALL", "search-depth")]
    public async Task Search_programs_nested_ten_thousand_deep_are_not_read_to_their_bottom(string each, string last, string limit)
    {
        await using var house = await House.StartAsync();
        var user = await house.LogInAsync();
        await user.SayAsync("s SELECT INBOX\r\n");
        while (!(await user.HearAsync()).StartsWith("s OK", StringComparison.Ordinal))
        {
        }

        // As deep as a line lets it be.
        var depth = Math.Min(10_000, 60_000 / each.Length);
        await user.SayAsync($"a SEARCH {string.Concat(Enumerable.Repeat(each, depth))}{last}\r\n");
        Assert.StartsWith("a BAD Expected at most 200 search keys within each other", await user.HearAsync(), StringComparison.Ordinal);
        Assert.Equal(1, house.Met(limit));
        // What real clients send stays: a hundred Message-IDs, each in an OR of its own.
        await user.SayAsync($"b SEARCH {string.Concat(Enumerable.Range(0, 100).Select(static i => $"OR HEADER Message-ID <{i}@example.org> "))}ALL\r\n");
        Assert.StartsWith("* SEARCH", await user.HearAsync(), StringComparison.Ordinal);
        Assert.StartsWith("b OK", await user.HearAsync(), StringComparison.Ordinal);
        await house.IsServedAsync();
    }

    [Theory]
    [InlineData("ALL", 4097, "search-keys")]
    [InlineData("TEXT x", 101, "text-keys")]
    [InlineData("BODY x", 101, "text-keys")]
    public async Task Searches_have_only_so_many_keys(string key, int keys, string limit)
    {
        await using var house = await House.StartAsync();
        var user = await house.LogInAsync();
        await user.SayAsync("s SELECT INBOX\r\n");
        while (!(await user.HearAsync()).StartsWith("s OK", StringComparison.Ordinal))
        {
        }

        await user.SayAsync($"a SEARCH {string.Join(' ', Enumerable.Repeat(key, keys))}\r\n");
        Assert.StartsWith("a BAD Expected at most ", await user.HearAsync(), StringComparison.Ordinal);
        Assert.Equal(1, house.Met(limit));
        await user.SayAsync($"b SEARCH {string.Join(' ', Enumerable.Repeat(key, keys - 1))}\r\n");
        Assert.StartsWith("* SEARCH", await user.HearAsync(), StringComparison.Ordinal);
        Assert.StartsWith("b OK", await user.HearAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sequence_set_has_only_so_many_ranges()
    {
        await using var house = await House.StartAsync(static options => options.Imap.MaxSetRanges = 1000);
        var user = await house.LogInAsync();
        await user.SayAsync("s SELECT INBOX\r\n");
        while (!(await user.HearAsync()).StartsWith("s OK", StringComparison.Ordinal))
        {
        }

        await user.SayAsync($"a UID FETCH {string.Join(',', Enumerable.Range(1, 1001).Select(static n => 2 * n))} FLAGS\r\n");
        Assert.StartsWith("a BAD Expected at most 1000 ranges in a sequence set", await user.HearAsync(), StringComparison.Ordinal);
        Assert.Equal(1, house.Met("set-ranges"));
        // A million do not fit a line.
        await user.SayAsync("b UID FETCH ");
        for (var i = 0; i < 1000; i++)
            await user.SayAsync(string.Join(',', Enumerable.Range(1, 1000).Select(n => (2000 * i) + (2 * n))) + ",");
        await user.SayAsync("1 FLAGS\r\n");
        Assert.StartsWith("b BAD Expected a line of at most 65536 octets", await user.HearAsync(), StringComparison.Ordinal);
        await house.IsServedAsync();
    }

    [Fact]
    public async Task Ten_thousand_keywords_do_not_fit_a_mailbox()
    {
        await using var house = await House.StartAsync();
        var user = await house.LogInAsync();
        await user.SayAsync("a APPEND INBOX {6+}\r\na: b\r\n\r\ns SELECT INBOX\r\n");
        while (!(await user.HearAsync()).StartsWith("s OK", StringComparison.Ordinal))
        {
        }

        var refused = 0;
        for (var i = 0; i < 10_000; i += 100)
        {
            await user.SayAsync($"b STORE 1 +FLAGS.SILENT ({string.Join(' ', Enumerable.Range(i, 100).Select(static n => $"k{n}"))})\r\n");
            string line;
            do
                line = await user.HearAsync();
            while (line.StartsWith('*'));
            refused += line.StartsWith("b NO [LIMIT] ", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal(99, refused);
        Assert.Equal(99, house.Met("answered"));
        // SELECT tells every keyword of a mailbox: one as long as a line would be told to everybody for ever.
        await user.SayAsync($"c STORE 1 +FLAGS.SILENT ({new string('k', 256)})\r\n");
        Assert.StartsWith("c NO [LIMIT] ", await user.HearAsync(), StringComparison.Ordinal);
        await house.IsServedAsync();
    }

    [Fact]
    public async Task Compression_that_is_not_offered_cannot_be_a_bomb()
    {
        await using var house = await House.StartAsync();
        var user = await house.LogInAsync();
        await user.SayAsync("a COMPRESS DEFLATE\r\n");
        Assert.StartsWith("a BAD ", await user.HearAsync(), StringComparison.Ordinal);
        await house.IsServedAsync();
    }

    [Fact]
    public async Task Four_thousand_keys_are_tested_against_five_hundred_messages_in_pieces()
    {
        await using var house = await House.StartAsync();
        var user = await house.LogInAsync();
        await user.SayAsync(string.Concat(Enumerable.Repeat("a APPEND INBOX {6+}\r\na: b\r\n\r\n", 500)) + "s SELECT INBOX\r\n");
        while (!(await user.HearAsync()).StartsWith("s OK", StringComparison.Ordinal))
        {
        }

        await user.SayAsync($"b SEARCH RETURN (COUNT) {string.Join(' ', Enumerable.Repeat("UNSEEN", 4095))} 3:402\r\n");
        Assert.Equal("* ESEARCH (TAG \"b\") COUNT 400", await user.HearAsync());
        Assert.StartsWith("b OK ", await user.HearAsync(), StringComparison.Ordinal);
        await house.IsServedAsync();
    }

    [Fact]
    public async Task A_pattern_of_wildcards_costs_no_more_than_one()
    {
        await using var house = await House.StartAsync();
        var user = await house.LogInAsync();
        await user.SayAsync($"a LIST \"\" {new string('*', 30_000)}{new string('%', 30_000)}\r\n");
        var names = 0;
        while ((await user.HearAsync()).StartsWith("* LIST ", StringComparison.Ordinal))
            names++;
        Assert.True(names > 0);
        // No name is so long.
        await user.SayAsync($"b LIST \"\" *{new string('x', 30_000)}*\r\n");
        Assert.StartsWith("b OK ", await user.HearAsync(), StringComparison.Ordinal);
        await user.SayAsync($"c LIST \"\" ({string.Join(' ', Enumerable.Repeat("*", 101))})\r\n");
        Assert.StartsWith("c BAD Expected at most 100 patterns", await user.HearAsync(), StringComparison.Ordinal);
        Assert.Equal(1, house.Met("list-patterns"));
        await house.IsServedAsync();
    }

    [Fact]
    public async Task Of_an_endless_header_no_more_than_a_megabyte_is_held()
    {
        await using var house = await House.StartAsync();
        var user = await house.LogInAsync();
        var filler = string.Concat(Enumerable.Repeat("X-Filler: " + new string('x', 900) + "\r\n", 2000));
        var message = "First: near\r\n" + filler + "Last: far\r\n\r\nbody\r\n";
        await user.SayAsync($"a APPEND INBOX {{{message.Length}+}}\r\n{message}\r\ns SELECT INBOX\r\n");
        while (!(await user.HearAsync()).StartsWith("s OK", StringComparison.Ordinal))
        {
        }

        await user.SayAsync("b FETCH 1 BODY.PEEK[HEADER.FIELDS (FIRST LAST)]\r\n");
        Assert.StartsWith("* 1 FETCH (BODY[HEADER.FIELDS (FIRST LAST)] {15}", await user.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("First: near", await user.HearAsync());
        while (!(await user.HearAsync()).StartsWith("b OK", StringComparison.Ordinal))
        {
        }

        // The octets themselves are all there.
        await user.SayAsync($"c FETCH 1 BODY.PEEK[]<{message.Length - 17}.11>\r\n");
        Assert.Equal($"* 1 FETCH (BODY[]<{message.Length - 17}> {{11}}", await user.HearAsync());
        await house.IsServedAsync();
    }

    [Fact]
    public void In_a_crowd_little_is_read_ahead()
    {
        var crowd = new global::Culver.Imap.Commands.Fetch.FetchCrowd(new(new Meters()));
        var rows = new Storage.IndexRow[256];
        Array.Fill(rows, default(Storage.IndexRow) with { Size = 10_000 });
        crowd.Enter();
        Assert.Equal(256, crowd.Portion(rows, large: 1));
        crowd.Enter();
        Assert.Equal(6, crowd.Portion(rows, large: 1));
        Array.Fill(rows, default(Storage.IndexRow) with { Size = 100_000 });
        Assert.Equal(1, crowd.Portion(rows, large: 1));
        crowd.Leave();
        Assert.Equal(256, crowd.Portion(rows, large: 1));
    }

    [Fact]
    public async Task Literals_announced_and_never_sent_hold_no_memory_for_what_was_announced()
    {
        await using var house = await House.StartAsync();
        var peers = new List<Peer>();
        for (var i = 0; i < 50; i++)
            peers.Add(await house.LogInAsync());
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        foreach (var peer in peers)
        {
            await peer.SayAsync("a APPEND INBOX {268435456}\r\n");
            Assert.StartsWith("+ ", await peer.HearAsync(), StringComparison.Ordinal);
        }

        // 50 × 256 MB were announced. Other tests run meanwhile, so the bound is wide.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 2L * 1024 * 1024 * 1024);
        await house.IsServedAsync();
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }

    /// <summary>A server with one account and its metrics watched.</summary>
    private sealed class House : IAsyncDisposable
    {
        private readonly TestMailServer _server;
        private readonly TestAccount _account;
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<(string Instrument, string Tag), long> _counts = new();
        private readonly List<Peer> _peers = [];
        private int _hosts;

        private House(TestMailServer server, TestAccount account)
        {
            _server = server;
            _account = account;
            var factory = server.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, meters) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory))
                    meters.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                foreach (var tag in tags)
                    _counts.AddOrUpdate((instrument.Name, tag.Value?.ToString() ?? ""), value, (_, sum) => sum + value);
            });
            _listener.Start();
        }

        public static async Task<House> StartAsync(Action<Hosting.CulverOptions>? configure = null)
        {
            var server = await TestMailServer.StartAsync(
                new()
                {
                    Ports = false,
                    Configure = options =>
                    {
                        options.Imap.AllowClearTextLogin = true;
                        configure?.Invoke(options);
                    },
                },
                TestContext.Current.CancellationToken);
            return new(server, await server.AddAccountAsync(cancellationToken: TestContext.Current.CancellationToken));
        }

        public long Met(string limit) => Count("culver.imap.limits", limit);

        public long Count(string instrument, string tag) => _counts.GetValueOrDefault((instrument, tag));

        /// <summary>A client nobody knows, each from an address of its own.</summary>
        public Peer Connect()
        {
            _hosts++;
            var peer = new Peer(_server.Connect(MailProtocol.Imap, new(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"192.0.2.{_hosts}")), 40000)));
            _peers.Add(peer);
            return peer;
        }

        public async Task<Peer> LogInAsync()
        {
            var peer = Connect();
            await peer.SayAsync($"l LOGIN {_account.Address} {_account.Password}\r\n");
            Assert.StartsWith("l OK ", await peer.HearAsync(), StringComparison.Ordinal);
            return peer;
        }

        /// <summary>Another client gets its mail while the attacker is still there.</summary>
        public async Task IsServedAsync()
        {
            var other = await LogInAsync();
            await other.SayAsync("n NOOP\r\n");
            Assert.StartsWith("n OK ", await other.HearAsync(), StringComparison.Ordinal);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var peer in _peers)
                await peer.DisposeAsync();
            _listener.Dispose();
            await _server.DisposeAsync();
        }
    }

    private sealed class Peer(Stream stream) : IAsyncDisposable
    {
        private readonly StreamReader _reader = new(stream, Encoding.Latin1);
        private bool _isGreeted;

        private static CancellationToken Ending => TestContext.Current.CancellationToken;

        public async Task SayAsync(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Ending);

        /// <summary>Sends the same over and over until so much was sent or the server hears no more.</summary>
        public async Task SayEndlesslyAsync(string piece, long most)
        {
            var octets = Encoding.ASCII.GetBytes(piece);
            try
            {
                for (var sent = 0L; sent < most; sent += octets.Length)
                    await stream.WriteAsync(octets, Ending);
            }
            catch (IOException)
            {
                // It is closed; what it said before can be read.
            }
        }

        public async Task<string> HearAsync()
        {
            if (!_isGreeted)
            {
                _isGreeted = true;
                Assert.StartsWith("* OK ", await _reader.ReadLineAsync(Ending), StringComparison.Ordinal);
            }

            return await _reader.ReadLineAsync(Ending) ?? "closed";
        }

        public async Task<List<string>> HearToByeAsync()
        {
            var lines = new List<string> { await HearAsync() };
            while (!lines[^1].StartsWith("* BYE ", StringComparison.Ordinal))
                lines.Add(await HearAsync());
            return lines;
        }

        public ValueTask DisposeAsync() => stream.DisposeAsync();
    }
}
