using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Culver.Hosting;

/// <summary>Healthy while clients are served and the directory answers.</summary>
internal sealed class CulverHealth(CulverServer server, IAdministration administration) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!server.IsServing)
            return HealthCheckResult.Unhealthy("No listener accepts.");
        var reply = await administration.HandleAsync(new AdministrationRequest.ListAliases(), progress: null, cancellationToken);
        return reply is AdministrationReply.Refused refused ? HealthCheckResult.Unhealthy(refused.Reason) : HealthCheckResult.Healthy();
    }
}
