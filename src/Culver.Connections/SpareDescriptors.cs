// The last descriptors of the process. The rules kept here:
// - Whoever is served already goes on: it needs some for files, and the runtime for threads. Where the runtime cannot start one of its own pool (a thread
//   takes a pipe) it ends the process, so nothing of ours may take the last ones.
// - Clients come only while the spare ones are held and some are free beside them. Where that is not so, the spare ones are let go of, clients are turned
//   away, and files are opened until only those for threads are left.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Culver.Connections;

/// <summary>Descriptors that are held so that clients cannot have them.</summary>
internal sealed class SpareDescriptors
{
    /// <summary>How many are held. A login opens an account's databases, ten files or so; a thread takes two.</summary>
    public const int Many = 64;

    // Left alone while the spare ones are held: threads that start at this moment, clients of listeners that accept at the same one.
    private const int Beside = 16;

    // Left alone when they are let go of.
    private const int ForThreads = 32;

    private const string Nothing = "/dev/null";

    private readonly Lock _gate = new();
    private readonly SafeFileHandle?[] _held = new SafeFileHandle?[Many];
    private readonly DescriptorLine _line;
    private bool _areHeld;

    /// <summary>None is held yet.</summary>
    /// <param name="line">The line that is drawn for them.</param>
    public SpareDescriptors(DescriptorLine line) => _line = line;

    /// <summary>Those of this process: descriptors are the process's, however many listeners and servers it has.</summary>
    public static SpareDescriptors OfProcess { get; } = new(DescriptorLine.OfProcess());

    /// <summary>Whether they are held.</summary>
    public bool AreHeld => Volatile.Read(ref _areHeld);

    /// <summary>Takes them, where enough are free beside them.</summary>
    /// <returns>Whether they are held; on systems without such a file there is nothing to hold.</returns>
    public bool TryTake()
    {
        if (!OperatingSystem.IsLinux())
            return true;
        lock (_gate)
            return _areHeld || Take();
    }

    /// <summary>Lets go of all.</summary>
    public void LetGo()
    {
        lock (_gate)
        {
            if (_areHeld)
                Close();
        }
    }

    /// <summary>Whether a client that was accepted can be kept. Where it cannot, the spare descriptors are let go of: it is to be sent away.</summary>
    public bool AllowsClient(SafeHandle socket)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        if (AreHeld && _line.Allows((int)socket.DangerousGetHandle()))
            return true;
        LetGo();
        return false;
    }

    /// <summary>Whether a file that was opened can be kept. The spare descriptors are let go of for it.</summary>
    public bool AllowsFile(SafeHandle file)
    {
        if (!OperatingSystem.IsLinux() || _line.Allows((int)file.DangerousGetHandle()))
            return true;
        lock (_gate)
            return _areHeld ? Close() : _line.Allows((int)file.DangerousGetHandle());
    }

    private bool Take()
    {
        if (!_line.Draw(Beside))
            return Fail();
        try
        {
            for (var i = 0; i < Many; i++)
            {
                _held[i] = File.OpenHandle(Nothing);
                if (!_line.Allows((int)_held[i]!.DangerousGetHandle()))
                    return Fail();
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail();
        }

        Volatile.Write(ref _areHeld, true);
        return true;

        // Half of them would be no help to anybody.
        bool Fail()
        {
            Close();
            return false;
        }
    }

    /// <summary>Lets go; whether files may be opened now.</summary>
    private bool Close()
    {
        Volatile.Write(ref _areHeld, false);
        for (var i = 0; i < Many; i++)
        {
            _held[i]?.Dispose();
            _held[i] = null;
        }

        return _line.Draw(ForThreads);
    }
}
