using System.Diagnostics.Metrics;

namespace Culver.Storage.Accounts;

/// <summary>What the store measures of itself, under the meter <c>Culver.Storage</c>.</summary>
internal sealed class StorageMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Culver.Storage";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<int> _commitWrites;
    private readonly Counter<long> _failures;
    private readonly UpDownCounter<int> _openAccounts;

    /// <param name="waiting">Says what waits to be done in the background, when it is asked.</param>
    public StorageMetrics(Func<BackgroundWork> waiting)
    {
        _commitDuration = _meter.CreateHistogram<double>("culver.storage.commit.duration", "s", "Time to make a batch of operations durable.");
        _commitWrites = _meter.CreateHistogram<int>("culver.storage.commit.operations", "{operation}", "Operations made durable together.");
        _failures = _meter.CreateCounter<long>("culver.storage.failures", "{operation}", "Operations that failed because the store could not do its work.");
        _openAccounts = _meter.CreateUpDownCounter<int>("culver.storage.accounts.open", "{account}", "Accounts open now.");
        _meter.CreateObservableGauge("culver.storage.texts.waiting", () => waiting().Texts, "{message}", "Messages that arrived or went, of which the text index is to be told.");
        _meter.CreateObservableGauge("culver.storage.sweeps.waiting", () => waiting().Sweeps, "{account}", "Accounts whose expunged content is to be swept.");
    }

    /// <summary>What it publishes under.</summary>
    internal Meter Meter => _meter;

    public void Committed(TimeSpan duration, int operations)
    {
        _commitDuration.Record(duration.TotalSeconds);
        _commitWrites.Record(operations);
    }

    public void Failed(int operations) => _failures.Add(operations);

    public void Opened() => _openAccounts.Add(1);

    public void Closed() => _openAccounts.Add(-1);

    public void Dispose() => _meter.Dispose();
}
