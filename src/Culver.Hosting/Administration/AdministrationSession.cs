using Culver.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Hosting;

/// <summary>Administration from outside the server: through the control socket of the one that runs, or else on the data folder itself.</summary>
internal sealed class AdministrationSession : IAsyncDisposable
{
    private const int Attempts = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IAsyncDisposable _owner;

    private AdministrationSession(IAdministration administration, IAsyncDisposable owner)
    {
        Administration = administration;
        _owner = owner;
    }

    /// <summary>What to ask.</summary>
    public IAdministration Administration { get; }

    /// <summary>Finds the server that runs, or takes the folder.</summary>
    /// <exception cref="StorageUnavailableException">The folder belongs to a process that does not answer, or cannot be used.</exception>
    public static async ValueTask<AdministrationSession> OpenAsync(CulverOptions options, CancellationToken cancellationToken)
    {
        for (var left = Attempts; ; left--)
        {
            if (await ControlClient.ConnectAsync(options.Data, cancellationToken) is { } running)
                return new(running, running);
            var services = new ServiceCollection();
            services.AddCulver(options);
            var provider = services.BuildServiceProvider();
            try
            {
                return new(provider.GetRequiredService<IAdministration>(), provider);
            }
            catch (StorageUnavailableException) when (left > 0)
            {
                // A server that is just starting, or another verb: wait until it answers or is done.
                await provider.DisposeAsync();
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _owner.DisposeAsync();
}
