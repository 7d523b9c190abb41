using System.Runtime.InteropServices;

namespace Culver.Connections;

/// <summary>What parts that open files have to ask, so that the process never uses up its descriptors: without one for a thread the runtime ends it.</summary>
public static class OpenFiles
{
    /// <summary>Whether a file that was just opened can be kept. Where it cannot, it has to be closed at once, and what it was for be refused for the time being.</summary>
    /// <param name="file">The file.</param>
    public static bool MayKeep(SafeHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return SpareDescriptors.OfProcess.AllowsFile(file);
    }
}
