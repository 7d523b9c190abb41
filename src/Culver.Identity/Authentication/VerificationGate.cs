// Deriving keys is the dearest thing a stranger can make the server do: so only a few derivations run at once, and processors are left for
// who is logged in.
using Culver.Storage;

namespace Culver.Identity.Authentication;

/// <summary>Lets a few verifications of passwords happen at a time; addresses take turns.</summary>
/// <param name="options">How many.</param>
/// <param name="metrics">Told who waits.</param>
public sealed class VerificationGate(CredentialOptions options, IdentityMetrics metrics)
{
    private readonly FairTurns<string> turns = new(options.ParallelVerifications > 0 ? options.ParallelVerifications : Math.Max(1, Environment.ProcessorCount / 2))
    {
        MostWaiting = options.WaitingVerifications,
        MostWaitingEach = options.WaitingVerificationsPerAddress,
        Waits = metrics.Waits,
    };

    internal ValueTask<bool> EnterAsync(LoginOrigin origin, CancellationToken cancellationToken) =>
        turns.EnterAsync(origin.Address?.ToString() ?? "", cancellationToken);

    internal void Leave() => turns.Leave();
}
