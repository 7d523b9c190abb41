using Culver.Storage.Sqlite.Sql;
using Culver.Storage.Tests.Accounts;
using Xunit;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>Zeros at the end of a log: commits write over them, and nobody takes them for anything.</summary>
public sealed class LogRoomTests
{
    private const int Commits = 40;

    [Fact]
    public async Task Most_commits_find_room_and_what_they_wrote_is_all_that_a_crash_leaves()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a log grows by itself.");
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = TestStore.Find(account, "INBOX");
        await test.AppendAsync(account, inbox, "Subject: a small one\r\n\r\n");
        var lengths = new HashSet<long>();
        var log = "";
        var newest = 0L;
        for (var i = 0; i < Commits; i++)
        {
            var change = new FlagChange(i % 2 == 0 ? FlagOperation.Add : FlagOperation.Remove, MessageFlags.Of(SystemFlags.Flagged));
            await account.StoreFlagsAsync(inbox, UidSet.All, change, unchangedSince: null, TestContext.Current.CancellationToken);
            log = Assert.Single(System.IO.Directory.GetFiles(test.Folder, "account.db-wal", SearchOption.AllDirectories));
            lengths.Add(new FileInfo(log).Length);
            newest = account.Mailboxes.HighestModSeq.Value;
        }

        Assert.InRange(lengths.Count, 1, Commits / 3);
        var crashed = System.IO.Directory.CreateDirectory(Path.Combine(test.Folder, "crashed")).FullName;
        var database = Path.Combine(crashed, "account.db");
        File.Copy(log[..^"-wal".Length], database);
        File.Copy(log, database + "-wal");
        using (var opened = SqliteDatabase.Open(database, SqliteOpen.Existing))
        {
            Assert.Equal(newest, opened.Scalar("SELECT max(modseq) FROM mailbox", -1));
            Assert.Equal(1, opened.Scalar("SELECT integrity_check = 'ok' FROM pragma_integrity_check", 0));
        }

        System.IO.Directory.Delete(crashed, recursive: true);
    }

    [Fact]
    public void A_log_with_room_is_no_longer_than_SQLite_leaves_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a log grows by itself.");
        var folder = System.IO.Directory.CreateTempSubdirectory("culver-room-").FullName;
        var path = Path.Combine(folder, "some.db");
        using (var database = SqliteDatabase.Open(path, SqliteOpen.Create))
        {
            database.Execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (x)");
            const long Most = 200_000;
            var room = new LogRoom(database, Most);
            var lengths = new HashSet<long>();
            for (var i = 0; i < 100; i++)
            {
                database.Execute("INSERT INTO t VALUES (1)");
                room.Make();
                lengths.Add(new FileInfo(path + "-wal").Length);
            }

            // To the bound and not beyond; then it grows as it would have, a page and its header for each commit.
            Assert.Contains(Most, lengths);
            Assert.InRange(lengths.Count(static length => length < Most), 1, 5);
            Assert.InRange(lengths.Max(), Most + 1, 110 * 4120);
            Assert.Equal(100, database.Scalar("SELECT count(*) FROM t", -1));
        }

        System.IO.Directory.Delete(folder, recursive: true);
    }
}
