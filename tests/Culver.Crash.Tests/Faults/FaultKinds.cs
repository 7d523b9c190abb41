namespace Culver.Crash.Tests.Faults;

/// <summary>Calls that can fail; the numbers are those of recorder.c.</summary>
[Flags]
internal enum FaultKinds
{
    None = 0,
    Opens = 1,
    OpensToWrite = 2,
    Creates = 4,
    Writes = 8,
    Syncs = 16,
    Truncates = 32,
    Names = 64,
    Removes = 128,
    Reads = 256,
    Accepts = 512,
    FolderSyncs = 1024,
}
