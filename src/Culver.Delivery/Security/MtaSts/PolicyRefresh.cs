using Microsoft.Extensions.Hosting;

namespace Culver.Delivery.Security.MtaSts;

/// <summary>Fetches known policies again before they expire, whether mail is sent or not (RFC 8461 §3.3, §10.2).</summary>
internal sealed class PolicyRefresh(MtaStsPolicies policies, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await policies.RefreshAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the host stops
        }
    }
}
