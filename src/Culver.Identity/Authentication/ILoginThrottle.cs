namespace Culver.Identity.Authentication;

/// <summary>Decides whether a login is looked at at all. It must not depend on whether the user exists.</summary>
public interface ILoginThrottle
{
    /// <summary>Asked before any credential is looked at.</summary>
    /// <param name="userName">The name to log in as, canonical where it is an address.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False to turn it away.</returns>
    ValueTask<bool> MayTryAsync(string userName, LoginOrigin origin, CancellationToken cancellationToken);

    /// <summary>Told how each login that was looked at ended.</summary>
    /// <param name="userName">The name, as asked about.</param>
    /// <param name="origin">Where it came from.</param>
    /// <param name="isSuccess">Whether it succeeded.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>When it is recorded.</returns>
    ValueTask RecordAsync(string userName, LoginOrigin origin, bool isSuccess, CancellationToken cancellationToken);
}
