using Culver.Storage.Sqlite.Sql;
using Xunit;

namespace Culver.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("culver-sql-").FullName;

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Values_come_back_as_they_were_bound()
    {
        using var database = SqliteDatabase.Open(Path.Combine(_folder, "a.db"), SqliteOpen.Create);
        database.Execute("CREATE TABLE t (n INTEGER, b BLOB, e BLOB, i BLOB, s TEXT, z TEXT)");
        var id = new UInt128(0x0123456789ABCDEF, 0xFEDCBA9876543210);
        database.Statement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)")
            .Bind(1, long.MinValue).Bind(2, "\0bytes"u8).Bind(3, ReadOnlySpan<byte>.Empty).Bind(4, id).Bind(5, "Grüße").Bind(6, (string?)null).Run();
        var rows = database.Statement("SELECT n, b, e, i, s, z FROM t");
        Assert.True(rows.Step());
        Assert.Equal(long.MinValue, rows.Int64(0));
        Assert.Equal("\0bytes"u8.ToArray(), rows.Blob(1).ToArray());
        Assert.False(rows.IsNull(2));
        Assert.Equal(0, rows.Blob(2).Length);
        Assert.Equal(id, rows.Bits128(3));
        Assert.Equal("Grüße", rows.Text(4));
        Assert.True(rows.IsNull(5));
        Assert.False(rows.Step());
    }

    [Fact]
    public void A_constraint_is_told_from_a_failing_disk()
    {
        using var database = SqliteDatabase.Open(Path.Combine(_folder, "a.db"), SqliteOpen.Create);
        database.Execute("CREATE TABLE t (n INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)");
        var refused = Assert.Throws<SqliteException>(() => database.Execute("INSERT INTO t VALUES (1)"));
        Assert.True(refused.IsConstraint);
        Assert.Throws<StorageUnavailableException>(() => SqliteDatabase.Open(Path.Combine(_folder, "absent.db"), SqliteOpen.Existing));
    }
}
