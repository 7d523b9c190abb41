using System.Diagnostics.Metrics;

namespace Culver.Delivery;

/// <summary>What is measured of delivery.</summary>
internal sealed class DeliveryMetrics
{
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _checks;
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _age;

    public DeliveryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Culver.Delivery");
        _deliveries = meter.CreateCounter<long>("culver.delivery.deliveries", "{delivery}", "Deliveries to one account, by result.");
        _duration = meter.CreateHistogram<double>("culver.delivery.duration", "s", "Time from the end of a message to its commit in one account.");
        _checks = meter.CreateCounter<long>("culver.delivery.checks", "{check}", "Checks who incoming mail is from, by method and result; the method verdict is what became of the message.");
        _attempts = meter.CreateCounter<long>("culver.delivery.queue.attempts", "{attempt}", "Attempts of the queue for one recipient, by result.");
        _age = meter.CreateHistogram<double>("culver.delivery.queue.age", "s", "Time from a message's arrival in the queue to an attempt.");
    }

    public void Authenticated(string method, string result) =>
        _checks.Add(1, new("method", method), new KeyValuePair<string, object?>("result", result));

    public void Delivery(int code, double seconds)
    {
        var result = code switch
        {
            < 400 => "ok",
            < 500 => "transient",
            _ => "refused",
        };
        _deliveries.Add(1, new KeyValuePair<string, object?>("result", result));
        if (_duration.Enabled)
            _duration.Record(seconds, new KeyValuePair<string, object?>("result", result));
    }

    /// <summary>An attempt of the queue for one recipient: <c>done</c>, <c>deferred</c> or <c>failed</c>.</summary>
    public void Attempt(string result, double age)
    {
        _attempts.Add(1, new KeyValuePair<string, object?>("result", result));
        if (_age.Enabled)
            _age.Record(age, new KeyValuePair<string, object?>("result", result));
    }
}
