namespace Culver.Hosting;

/// <summary>Does what administrators ask for.</summary>
public interface IAdministration
{
    /// <summary>Does it.</summary>
    /// <param name="request">What.</param>
    /// <param name="progress">Told how far long work is; may be null.</param>
    /// <param name="cancellationToken">Gives up; what was committed stays.</param>
    ValueTask<AdministrationReply> HandleAsync(AdministrationRequest request, IProgress<AdministrationReply.Progress>? progress, CancellationToken cancellationToken);
}
