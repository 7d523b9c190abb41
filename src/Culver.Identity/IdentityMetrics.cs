using System.Diagnostics.Metrics;

namespace Culver.Identity;

/// <summary>What is measured of logins. Names are dotted and stay; tags have few values.</summary>
public sealed class IdentityMetrics
{
    private readonly Counter<long> logins;
    private readonly Histogram<double> derivations;
    private readonly UpDownCounter<long> waiting;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Makes the meter <c>Culver.Identity</c>.</param>
    public IdentityMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(new MeterOptions("Culver.Identity"));
        logins = meter.CreateCounter<long>("culver.identity.logins", "{login}", "Credentials that were looked at or turned away, by protocol and result.");
        derivations = meter.CreateHistogram<double>("culver.identity.verification.duration", "s", "Time to verify a password that was not verified lately, without the wait for its turn.");
        waiting = meter.CreateUpDownCounter<long>("culver.identity.verifications.waiting", "{login}", "Passwords that wait to be verified.");
    }

    internal void Login(string protocol, string result) => logins.Add(1, new KeyValuePair<string, object?>("protocol", protocol), new("result", result));

    internal void Derived(TimeSpan duration) => derivations.Record(duration.TotalSeconds);

    internal void Waits(int change) => waiting.Add(change);
}
