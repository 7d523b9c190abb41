using Culver.Pop3.Dispatch;
using Microsoft.Extensions.Logging;

namespace Culver.Pop3;

/// <summary>What all connections share.</summary>
internal sealed record Pop3Environment(Pop3Options Options, Pop3Registry Registry, TimeProvider Time, Pop3Metrics Metrics, ILogger Log)
{
    /// <summary>Whether APOP is there, and greetings bear a timestamp.</summary>
    public bool OffersApop { get; init; }

    /// <summary>Failed logins after which a connection is closed.</summary>
    public required int FailuresPerConnection { get; init; }
}
