using System.Diagnostics.Metrics;
using Culver.Imap.Wire;

namespace Culver.Imap;

/// <summary>What the IMAP server measures. Names are dotted and stay; tags have few values.</summary>
internal sealed class ImapMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Culver.Imap";

    private readonly Histogram<double> _commands;
    private readonly Counter<long> _limits;
    private readonly UpDownCounter<long> _waitingSearches;
    private readonly UpDownCounter<long> _fetches;

    public ImapMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _commands = meter.CreateHistogram<double>("culver.imap.command.duration", "s", "How long commands take, by command and status");
        _limits = meter.CreateCounter<long>("culver.imap.limits", "{event}", "What clients wanted beyond a limit of the settings, by limit.");
        _waitingSearches = meter.CreateUpDownCounter<long>("culver.imap.searches.waiting", "{search}", "Searches that wait for their turn.");
        _fetches = meter.CreateUpDownCounter<long>("culver.imap.fetches.running", "{command}", "FETCH commands that hold messages read ahead of their clients.");
    }

    public void FetchRuns(int change) => _fetches.Add(change);

    /// <summary>A client met a limit.</summary>
    /// <param name="limit">One of <see cref="Limits"/>.</param>
    public void Limit(string limit) => _limits.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void SearchWaits(int change) => _waitingSearches.Add(change);

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
