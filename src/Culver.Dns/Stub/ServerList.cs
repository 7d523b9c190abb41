using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Dns.Stub;

/// <summary>The servers to ask: those of the settings, or else of <c>resolv.conf</c>, looked at again every few seconds.</summary>
internal sealed class ServerList
{
    public const int Port = 53;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _file;
    private readonly bool _isFixed;
    private readonly HashSet<IPAddress> _trusted;
    private readonly Lock _gate = new();

    // Guarded by the gate: what was last read, when we last looked, and what the file looked like then.
    private ImmutableArray<NameServer> _servers;
    private long? _looked;
    private (DateTime Written, long Length) _seen;

    public ServerList(IOptions<DnsOptions> options, TimeProvider time, ILogger<ServerList> log)
        : this(options.Value, time, log, "/etc/resolv.conf")
    {
    }

    public ServerList(DnsOptions options, TimeProvider time, ILogger log, string file)
    {
        _time = time;
        _log = log;
        _file = file;
        _trusted = [.. options.TrustedServers.Select(IPAddress.Parse)];
        _isFixed = options.Servers.Count > 0;
        _servers = [.. options.Servers.Select(static server => IPEndPoint.Parse(server)).Select(static server => new NameServer(new(server.Address, server.Port == 0 ? Port : server.Port), IPAddress.IsLoopback(server.Address)))];
        _servers = [.. _servers.Select(Trust)];
    }

    public ImmutableArray<NameServer> Current()
    {
        if (_isFixed)
            return _servers;
        lock (_gate)
        {
            if (_looked is not { } looked || _time.GetElapsedTime(looked) >= LookAgain)
            {
                _looked = _time.GetTimestamp();
                Look();
            }

            return _servers;
        }
    }

    private void Look()
    {
        try
        {
            var file = new FileInfo(_file);
            var seen = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            if (seen == _seen && !_servers.IsEmpty)
                return;
            _servers = [.. ResolvConf.Read(file.Exists ? File.ReadAllText(_file) : "").Select(Trust)];
            _seen = seen;
            _log.Servers(string.Join(", ", _servers.Select(static server => server.EndPoint)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _log.ResolvConfUnreadable(failure, _file);
        }
    }

    private NameServer Trust(NameServer server) => server with { IsTrusted = server.IsTrusted || _trusted.Contains(server.EndPoint.Address) };
}
