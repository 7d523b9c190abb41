namespace Culver.Crash.Tests.Faults;

/// <summary>A way in which a disk fails.</summary>
/// <param name="Name">What an operator would call it.</param>
/// <param name="Kinds">The calls that fail.</param>
/// <param name="Error">With which errno (Linux).</param>
internal sealed record Fault(string Name, FaultKinds Kinds, int Error)
{
    private const int InputOutput = 5;
    private const int TooManyFiles = 24;
    private const int NoSpace = 28;
    private const int ReadOnlyDisk = 30;
    private const int OverQuota = 122;
    private const FaultKinds Changes = FaultKinds.Creates | FaultKinds.Writes | FaultKinds.Truncates | FaultKinds.Names;

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, Fault> All { get; } = new Fault[]
    {
        // A full disk still cuts files, renames and removes.
        new("full", FaultKinds.Creates | FaultKinds.Writes, NoSpace),
        new("over quota", FaultKinds.Creates | FaultKinds.Writes, OverQuota),
        // A sync too: after an error some file systems turn read-only and drop what was not written.
        new("read-only", Changes | FaultKinds.OpensToWrite | FaultKinds.Syncs | FaultKinds.Removes, ReadOnlyDisk),
        new("broken for writing", Changes | FaultKinds.Syncs | FaultKinds.Removes, InputOutput),
        new("broken for syncs", FaultKinds.Syncs, InputOutput),
        new("broken for syncs of folders", FaultKinds.FolderSyncs, InputOutput),
        new("broken for reading", FaultKinds.Reads, InputOutput),
        new("broken", Changes | FaultKinds.Syncs | FaultKinds.Removes | FaultKinds.Reads | FaultKinds.Opens, InputOutput),
        new("out of descriptors", FaultKinds.Opens, TooManyFiles),
    }.ToDictionary(static fault => fault.Name, StringComparer.Ordinal);
}
