using System.Diagnostics.Metrics;
using Culver.Imap.Wire;

namespace Culver.Imap;

/// <summary>What the IMAP server measures. Names are dotted and stay; tags have few values.</summary>
internal sealed class ImapMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Culver.Imap";

    private readonly Histogram<double> _commands;

    public ImapMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _commands = meter.CreateHistogram<double>("culver.imap.command.duration", "s", "How long commands take, by command and status");
    }

    public void Command(string name, ResponseStatus status, TimeSpan duration)
    {
        if (_commands.Enabled)
            _commands.Record(duration.TotalSeconds, new("command", name), new("status", StatusText(status)));
    }

    private static string StatusText(ResponseStatus status) => status switch
    {
        ResponseStatus.Ok => "ok",
        ResponseStatus.No => "no",
        _ => "bad",
    };
}
