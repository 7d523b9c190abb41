using Culver.Crash.Tests.Faults;
using Culver.Storage;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Directory;

namespace Culver.Crash.Tests.Power;

/// <summary>One run of a server under load, with a record of all it did to its folder and of all it acknowledged.</summary>
public sealed class RecordedRun : IAsyncLifetime
{
    private const string DirectoryName = "directory.db";

    private static readonly int Clients = CrashSettings.Read("CULVER_CRASH_POWER_CLIENTS", 12);
    private static readonly int Commands = CrashSettings.Read("CULVER_CRASH_POWER_COMMANDS", 700);

    private readonly TemporaryFolder _folder = new();
    private readonly CrashLedger _ledger;
    private long _accountAdded;

    private readonly double _failedSyncs;
    private readonly string _fault;
    private readonly Refusals _refusals = new();

    /// <summary>Made by the test runner.</summary>
    public RecordedRun()
        : this(0)
    {
    }

    /// <summary>A run on a disk that fails some syncs.</summary>
    /// <param name="failedSyncs">In how many of all cases, from 0 to 1.</param>
    /// <param name="fault">Which syncs.</param>
    internal RecordedRun(double failedSyncs, string fault = "broken for syncs")
    {
        _failedSyncs = failedSyncs;
        _fault = fault;
        _ledger = new(() => new FileInfo(Log).Length);
    }

    /// <summary>What it was, for the test's output.</summary>
    public string Description => $"CULVER_CRASH_SEED={CrashSettings.Seed}: {new FileInfo(Log).Length:N0} octets of record, {_ledger.Count} messages, {_refusals.Count} commands refused";

    private string Log => _folder.At("record");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Recorder.Missing is null)
            _accountAdded = await RunAsync(await Recorder.BuildAsync(_folder.Path), new(CrashSettings.Seed));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Plays the record back, fails the disk at as many moments, and holds what is left against what was acknowledged by then.</summary>
    /// <param name="images">How many moments.</param>
    /// <param name="keep">Where record and image go when something is wrong; null for nowhere.</param>
    /// <param name="ignored">What the disk does not heed.</param>
    /// <returns>What was wrong first; null when nothing was.</returns>
    internal async Task<string?> PlayAsync(int images, string? keep = null, Func<DiskRecord, DiskModel, bool>? ignored = null)
    {
        var random = new Random(CrashSettings.Seed);
        var length = new FileInfo(Log).Length;
        var moments = Enumerable.Range(0, images).Select(_ => random.NextInt64(length)).Order().ToList();
        var disk = new DiskModel();
        var next = 0;
        foreach (var record in DiskRecord.ReadAll(Log))
        {
            for (; next < images && moments[next] < record.End; next++)
            {
                var image = _folder.At($"image{next}");
                var dice = random.Next();
                disk.Fail(image, new(dice));
                try
                {
                    await VerifyAsync(image, moments[next]);
                }
                catch (Exception failure)
                {
                    if (keep is not null)
                        Keep(keep, image);
                    return $"image {next} at {moments[next]}, dice {dice}: {failure.Message}";
                }

                Directory.Delete(image, recursive: true);
            }

            if (ignored?.Invoke(record, disk) != true)
                disk.Apply(record);
        }

        Assert.Equal(images, next);
        return null;
    }

    private void Keep(string place, string image)
    {
        Directory.CreateDirectory(place);
        File.Copy(Log, Path.Combine(place, "record"));
        Directory.Move(image, Path.Combine(place, "image"));
    }

    /// <summary>Serves an empty folder, adds the account, and works until enough was answered.</summary>
    /// <returns>When the account had been added.</returns>
    private async Task<long> RunAsync(string recorder, Random random)
    {
        var data = _folder.At("data");
        using var faults = new FaultSwitch(_folder.At("faults"), CrashSettings.Seed);
        await using var culver = await CulverProcess.ServeAsync(data, [.. Recorder.Watching(recorder, data, Log), .. Recorder.Failing(recorder, data, _folder.At("faults"))]);
        await CrashSettings.AddAccountAsync(data);
        var added = _ledger.Now;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = Commands;
        void Acknowledged()
        {
            if (Interlocked.Decrement(ref left) == 0)
                enough.TrySetResult();
        }

        _refusals.AreAllowed = _failedSyncs > 0;
        if (_failedSyncs > 0)
            faults.Set(Fault.All[_fault], _failedSyncs);
        var load = Enumerable.Range(0, Clients)
            .Select(client =>
            {
                var work = new CrashLoad(culver, _ledger, new Random(random.Next()), $"{client}", Acknowledged, _refusals);
                return Task.Run(() => client % 4 == 0 && _failedSyncs == 0 ? work.DeliverAsync() : work.UseImapAsync());
            })
            .ToArray();
        var first = await Task.WhenAny([enough.Task.WaitAsync(TimeSpan.FromSeconds(120)), .. load]);
        await first;
        await culver.KillAsync();
        await Task.WhenAll(load);
        Assert.DoesNotContain("recorder:", culver.Errors, StringComparison.Ordinal);
        return added;
    }

    private async Task VerifyAsync(string image, long moment)
    {
        using var folder = DataFolder.Open(image);
        await using var directory = SqliteDirectoryStore.Open(Path.Combine(image, DirectoryName));
        await using var store = SqliteMailStore.Open(folder, new(), TimeProvider.System);
        var mailboxes = new Dictionary<string, CrashFacts>(StringComparer.Ordinal);
        var found = new List<CrashSighting>();
        if (moment >= _accountAdded)
        {
            var ann = Assert.Single(await directory.ListAccountsAsync("", 10, default), static account => account.Address == "ann@example.org");
            // As a login does: the store of an account is made when it is first needed.
            await store.CreateAccountAsync(ann.Id, default);
            await using var account = await store.OpenAccountAsync(ann.Id, default);
            await ReadAsync(account, mailboxes, found);
            _ledger.Verify(mailboxes, found, moment);
        }

        await foreach (var account in store.AccountsAsync(default))
            Assert.Empty(await store.CheckAsync(account, default));
    }

    private static async Task ReadAsync(IMailAccount account, Dictionary<string, CrashFacts> mailboxes, List<CrashSighting> found)
    {
        foreach (var mailbox in account.Mailboxes.ByName.Values)
        {
            using var view = await account.OpenViewAsync(mailbox.Id, default);
            if (view is null)
                continue;
            var name = mailbox.Name.Text;
            mailboxes.Add(name, new(mailbox.UidValidity.Value, mailbox.UidNext.Value, (ulong)mailbox.HighestModSeq.Value));
            var snapshot = await view.SnapshotAsync(default);
            foreach (var row in snapshot.RunsFrom(new(1)).SelectMany(static run => run.ToArray()))
            {
                await using var content = await account.OpenContentAsync(row, default);
                var bytes = new byte[content.Length];
                for (var got = 0; got < bytes.Length;)
                {
                    var read = await content.ReadAsync(got, bytes.AsMemory(got), default);
                    Assert.NotEqual(0, read);
                    got += read;
                }

                found.Add(new(name, row.Uid.Value, Words(snapshot.FlagsOf(row), snapshot), System.Text.Encoding.Latin1.GetString(bytes)));
            }
        }
    }

    private static string Words(FlagSet flags, MailboxSnapshot snapshot)
    {
        var system = Enum.GetValues<SystemFlags>().Where(flag => flag != SystemFlags.None && flags.System.HasFlag(flag)).Select(static flag => $"\\{flag}");
        var keywords = snapshot.Keywords.Where((_, number) => !(flags.Keywords & Bits128.Bit(number)).IsZero);
        return CrashSighting.Sorted(string.Join(' ', system.Concat(keywords)));
    }
}
