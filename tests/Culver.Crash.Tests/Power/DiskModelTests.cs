using System.Text;

namespace Culver.Crash.Tests.Power;

/// <summary>The modelled disk keeps what it was asked to keep, and loses what it may.</summary>
public sealed class DiskModelTests
{
    private readonly DiskModel _disk = new();
    private long _end;

    public DiskModelTests() => Do(DiskRecordKind.MakeFolder, 1, "");

    [Fact]
    public void What_was_synced_with_its_name_is_there_in_every_failure()
    {
        Do(DiskRecordKind.Create, 2, "/a");
        Write(2, 0, "safe");
        Do(DiskRecordKind.Sync, 2);
        Do(DiskRecordKind.Sync, 1);
        Assert.All(Failures(), static left => Assert.Equal("safe", left["a"]));
    }

    [Fact]
    public void What_was_not_synced_is_lost_in_some_failures_and_kept_in_others()
    {
        Do(DiskRecordKind.Create, 2, "/a");
        Do(DiskRecordKind.Sync, 1);
        Write(2, 0, "risky");
        Assert.Equal(["", "risky"], Failures().Select(static left => left["a"].TrimEnd('\0')).Where(static text => text is "" or "risky").Distinct().Order());
    }

    [Fact]
    public void A_synced_file_whose_name_was_not_may_be_gone()
    {
        Do(DiskRecordKind.Create, 2, "/a");
        Write(2, 0, "safe");
        Do(DiskRecordKind.Sync, 2);
        Assert.Equal(2, Failures().Select(static left => left.Count).Distinct().Count());
        Assert.All(Failures().Where(static left => left.Count > 0), static left => Assert.Equal("safe", left["a"]));
    }

    [Fact]
    public void A_large_write_may_be_torn_between_sectors()
    {
        Do(DiskRecordKind.Create, 2, "/a");
        Do(DiskRecordKind.Sync, 1);
        Write(2, 0, new string('x', 4096));
        Assert.Contains(Failures(), static left => left["a"].Contains('\0', StringComparison.Ordinal) && left["a"].Contains('x', StringComparison.Ordinal));
    }

    [Fact]
    public void A_rename_is_there_or_not_and_never_half()
    {
        Do(DiskRecordKind.Create, 2, "/new");
        Write(2, 0, "second");
        Do(DiskRecordKind.Sync, 2);
        Do(DiskRecordKind.Create, 3, "/file");
        Write(3, 0, "first");
        Do(DiskRecordKind.Sync, 3);
        Do(DiskRecordKind.Sync, 1);
        Do(DiskRecordKind.Rename, 0, "/new", "/file");
        Assert.Equal(["first,second", "second"], Failures().Select(static left => string.Join(',', left.Values.Order(StringComparer.Ordinal))).Distinct().Order(StringComparer.Ordinal));
        Do(DiskRecordKind.Sync, 1);
        Assert.All(Failures(), static left => Assert.Equal("second", Assert.Single(left).Value));
    }

    [Fact]
    public void A_file_in_a_folder_is_lost_with_the_folders_name()
    {
        Do(DiskRecordKind.MakeFolder, 4, "/folder");
        Do(DiskRecordKind.Create, 2, "/folder/a");
        Do(DiskRecordKind.Sync, 2);
        Do(DiskRecordKind.Sync, 4);
        Assert.Contains(Failures(), static left => left.Count == 0);
        Do(DiskRecordKind.Sync, 1);
        Assert.All(Failures(), static left => Assert.Single(left));
    }

    [Fact]
    public void A_removal_that_was_not_synced_may_be_undone()
    {
        Do(DiskRecordKind.Create, 2, "/a");
        Do(DiskRecordKind.Sync, 1);
        Do(DiskRecordKind.Remove, 0, "/a");
        Assert.Equal(2, Failures().Select(static left => left.Count).Distinct().Count());
    }

    private void Write(ulong id, long at, string text) => _disk.Apply(new(DiskRecordKind.Write, id, at, Encoding.ASCII.GetBytes(text), "", "", ++_end));

    private void Do(DiskRecordKind kind, ulong id, string path = "", string target = "") => _disk.Apply(new(kind, id, 0, default, path, target, ++_end));

    /// <summary>The files that many failures leave, by name.</summary>
    private IEnumerable<Dictionary<string, string>> Failures()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            using var folder = new TemporaryFolder();
            _disk.Fail(folder.Path, new(seed));
            yield return Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder.Path, file), File.ReadAllText);
        }
    }
}
