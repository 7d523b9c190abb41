using Microsoft.Win32.SafeHandles;

namespace Culver.Connections;

/// <summary>
/// Descriptors that are held so that strangers cannot have them: a listener that finds none for its next client lets go of these, and takes no client until it
/// has them back. Whoever is served already needs some meanwhile, for files, and the runtime for threads: where it cannot start one of its own
/// pool (a thread takes a pipe), it ends the process.
/// </summary>
internal sealed class SpareDescriptors
{
    // A login opens an account's databases, ten files or so; a thread takes two.
    private const int Many = 64;
    private const string Nothing = "/dev/null";

    private readonly Lock _gate = new();
    private readonly SafeFileHandle?[] _held = new SafeFileHandle?[Many];

    private SpareDescriptors()
    {
    }

    /// <summary>Those of this process: descriptors are the process's, however many listeners and servers it has.</summary>
    public static SpareDescriptors OfProcess { get; } = new();

    /// <summary>Takes what is missing.</summary>
    /// <returns>Whether all are held; on systems without such a file there is nothing to hold.</returns>
    public bool TryTake()
    {
        if (!OperatingSystem.IsLinux())
            return true;
        lock (_gate)
        {
            try
            {
                for (var i = 0; i < Many; i++)
                    _held[i] ??= File.OpenHandle(Nothing);
                return true;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Half of them would be no help to anybody.
                Close();
                return false;
            }
        }
    }

    /// <summary>Lets go of all.</summary>
    public void LetGo()
    {
        lock (_gate)
            Close();
    }

    private void Close()
    {
        for (var i = 0; i < Many; i++)
        {
            _held[i]?.Dispose();
            _held[i] = null;
        }
    }
}
