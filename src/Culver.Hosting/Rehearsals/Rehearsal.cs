// What is compiled while it runs is compiled when it is first used, and the first client after a start would wait for it: tens of milliseconds for a
// SELECT that takes a tenth of one. So the executable plays one conversation of each protocol with a second server in its own memory, while the real
// one starts. Rules upheld:
// - It shares nothing with the real server but the code: a data folder of its own, in memory where the system has such a place, and
//   gone afterwards; no port, no log, and its counters are named apart.
// - It can fail without harm: then the first clients wait for the compiler, as they would have without it.
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Hosting.Rehearsals;

/// <summary>Has the common paths compiled before anybody waits for them.</summary>
internal static class Rehearsal
{
    private const string Domain = "rehearsal.invalid";
    private const string Address = "somebody@" + Domain;

    // Of the length of a real one; it protects nothing and is gone with the folder.
    private const string Password = "correct-horse-battery";

    private const string Memory = "/dev/shm";
    private const string Prefix = "culver-rehearsal-";

    // None takes a minute; what is older was left behind.
    private static readonly TimeSpan LongestRehearsal = TimeSpan.FromMinutes(10);

    /// <summary>Plays them all. Never throws.</summary>
    /// <returns>What kept it from coming to its end; null when it did.</returns>
    public static async Task<Exception?> RunAsync(CancellationToken cancellationToken)
    {
        // Off the caller's thread: everything here is compiled as it goes.
        await Task.Yield();
        string? folder = null;
        try
        {
            folder = MakeFolder();
            await PlayAsync(folder, cancellationToken);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
        finally
        {
            Remove(folder);
        }
    }

    // A sync costs nothing in memory, where the system has such a place. Others write there too: a name nobody can guess, and ours alone.
    private static string MakeFolder()
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(Memory))
            return Directory.CreateTempSubdirectory(Prefix).FullName;
        Sweep();
        return Directory.CreateDirectory(
            Path.Combine(Memory, Prefix + Convert.ToHexString(RandomNumberGenerator.GetBytes(8))),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }

    // A server that is killed while it rehearses leaves its folder in memory, which nothing else empties before the machine starts again.
    private static void Sweep()
    {
        var before = TimeProvider.System.GetUtcNow().UtcDateTime - LongestRehearsal;
        foreach (var left in Directory.EnumerateDirectories(Memory, Prefix + "*"))
        {
            if (Directory.GetLastWriteTimeUtc(left) < before)
                Remove(left);
        }
    }

    private static void Remove(string? folder)
    {
        try
        {
            if (folder is not null)
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another user's, or in use: not ours to insist.
        }
    }

    private static async Task PlayAsync(string folder, CancellationToken cancellationToken)
    {
        var options = new CulverOptions
        {
            Data = folder,
            Domain = Domain,
            Demo = false,
            MailAuth = { Check = false },
            Identity = new() { Credentials = new() { Sha1Iterations = 0, Sha256Iterations = 4096, Sha512Iterations = 0 } },
        };
        options.Listen.Imaps = options.Listen.Pop3s = options.Listen.Smtp = options.Listen.Submission = options.Listen.Submissions = ListenOptions.Off;
        options.Listen.Imap = options.Listen.Pop3 = options.Listen.Lmtp = ListenOptions.MemoryOnly;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IMeterFactory, MetersApart>();
        services.AddCulver(options);
        await using var provider = services.BuildServiceProvider();
        var server = provider.GetRequiredService<CulverServer>();
        await server.StartAsync(cancellationToken);
        try
        {
            await provider.GetRequiredService<IAdministration>().HandleAsync(new AdministrationRequest.AddAccount(Address, Password), progress: null, cancellationToken);
            await RehearsalScripts.DeliverAsync(new(server.Connect("lmtp")), Address, cancellationToken);
            await RehearsalScripts.ReadAsync(new(server.Connect("imap")), Address, Password, cancellationToken);
            await RehearsalScripts.CollectAsync(new(server.Connect("pop3")), Address, Password, cancellationToken);
        }
        finally
        {
            await server.StopAsync(cancellationToken);
        }
    }

    /// <summary>Meters under names of their own, so that nobody who counts the real server's commands counts these.</summary>
    private sealed class MetersApart : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options.Name + ".rehearsal");
            lock (_meters)
                _meters.Add(meter);
            return meter;
        }

        public void Dispose()
        {
            lock (_meters)
            {
                foreach (var meter in _meters)
                    meter.Dispose();
            }
        }
    }
}
