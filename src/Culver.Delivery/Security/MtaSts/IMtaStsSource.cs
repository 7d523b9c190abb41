using Culver.Dns;

namespace Culver.Delivery.Security.MtaSts;

/// <summary>Fetches policy files.</summary>
internal interface IMtaStsSource
{
    /// <summary>The text of the file, or why there is none.</summary>
    ValueTask<(string? Text, string? Problem)> FetchAsync(DnsName domain, CancellationToken cancellationToken);
}
