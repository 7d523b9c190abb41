using System.Diagnostics.Metrics;

namespace Culver.Pop3;

/// <summary>What is measured of the POP3 server. Names are dotted and stay; tags have few values.</summary>
internal sealed class Pop3Metrics
{
    private readonly Histogram<double> _commands;
    private readonly Counter<long> _retrieved;
    private readonly Counter<long> _octets;
    private readonly Counter<long> _removed;
    private readonly Counter<long> _misuses;

    public Pop3Metrics(IMeterFactory meters)
    {
        var meter = meters.Create("Culver.Pop3");
        _commands = meter.CreateHistogram<double>("culver.pop3.command.duration", "s", "Time from a command's last byte to its response, by command and result.");
        _retrieved = meter.CreateCounter<long>("culver.pop3.retrieved", "{message}", "Messages sent whole.");
        _octets = meter.CreateCounter<long>("culver.pop3.retrieved.size", "By", "Octets of messages sent whole.");
        _removed = meter.CreateCounter<long>("culver.pop3.removed", "{message}", "Messages removed at QUIT.");
        _misuses = meter.CreateCounter<long>("culver.pop3.misuses", "{connection}", "Connections closed for what their clients did too often, by reason.");
    }

    /// <summary>A client went beyond a limit, and the connection is closed.</summary>
    public void Misused(string reason) => _misuses.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Command(string name, bool isOk, TimeSpan duration)
    {
        if (_commands.Enabled)
            _commands.Record(duration.TotalSeconds, new("command", name), new("result", isOk ? "ok" : "err"));
    }

    public void Retrieved(long octets)
    {
        _retrieved.Add(1);
        _octets.Add(octets);
    }

    public void Removed(int messages) => _removed.Add(messages);
}
