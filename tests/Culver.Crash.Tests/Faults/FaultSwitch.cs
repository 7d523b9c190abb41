using System.IO.MemoryMappedFiles;
using System.Text;

namespace Culver.Crash.Tests.Faults;

/// <summary>What is to fail, in a page shared with the server (struct faults of recorder.c).</summary>
internal sealed class FaultSwitch : IDisposable
{
    private const int Length = 4096;
    private const int NameLength = 48;
    private const int NameAt = 24;
    private const int AskedAt = NameAt + NameLength;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _page;

    public FaultSwitch(string path, int seed)
    {
        File.WriteAllBytes(path, new byte[Length]);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, Length);
        _page = _file.CreateViewAccessor();
        _page.Write(16, (ulong)seed);
    }

    /// <summary>How many calls were of the kind that may fail.</summary>
    public long Asked => _page.ReadInt64(AskedAt);

    /// <summary>How many failed.</summary>
    public long Failed => _page.ReadInt64(AskedAt + sizeof(ulong));

    /// <summary>Lets calls fail from now on.</summary>
    /// <param name="fault">Which, and how.</param>
    /// <param name="share">In how many of all cases, from 0 to 1.</param>
    /// <param name="where">Only where the path has this in it.</param>
    public void Set(Fault fault, double share = 1, string where = "")
    {
        Clear();
        var name = new byte[NameLength];
        Encoding.UTF8.GetBytes(where, name);
        _page.WriteArray(NameAt, name, 0, name.Length);
        _page.Write(4, fault.Error);
        _page.Write(8, (uint)(share * 1_000_000));
        Thread.MemoryBarrier();
        _page.Write(0, (uint)fault.Kinds);
    }

    /// <summary>Nothing fails from now on.</summary>
    public void Clear()
    {
        _page.Write(0, 0u);
        Thread.MemoryBarrier();
    }

    public void Dispose()
    {
        _page.Dispose();
        _file.Dispose();
    }
}
