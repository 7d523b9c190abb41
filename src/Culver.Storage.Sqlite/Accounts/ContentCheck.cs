using System.Globalization;
using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Compares the contents of an account with their checksums, some messages at a time: rows of one moment, then the files they name. What is missing
/// or of a wrong length is left to <see cref="ConsistencyCheck"/>, which sees all of it at one moment.
/// </summary>
internal sealed class ContentCheck(AccountSurroundings surroundings)
{
    private const int RowsAtOnce = 256;
    private readonly List<ConsistencyFinding> _findings = [];
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _last = long.MinValue;
    private long _unmarked;

    /// <summary>What was found so far, and how much could not be compared.</summary>
    public IEnumerable<ConsistencyFinding> Findings => _unmarked == 0 ? _findings :
        [.. _findings, new("contents", Text($"{_unmarked} were stored before there were checksums, and not compared"), IsDamage: false)];

    /// <summary>Compares the next contents that lie in the database.</summary>
    /// <returns>Those among them that lie in files; null after the last.</returns>
    public List<(long Key, EmailId Email)>? ReadRows(SqliteDatabase database)
    {
        var files = new List<(long Key, EmailId Email)>();
        var read = 0;
        var rows = database.Statement("SELECT m.key, m.in_file, m.email, c.bytes FROM message m LEFT JOIN content c ON c.message = m.key AND m.in_file = 0 WHERE m.key > ? ORDER BY m.key LIMIT ?")
            .Bind(1, _last).Bind(2, RowsAtOnce);
        using (rows.Rows())
        {
            for (; rows.Step(); read++)
            {
                _last = rows.Int64(0);
                if (rows.Int64(1) != 0)
                    files.Add((_last, new(rows.Bits128(2))));
                else if (!rows.IsNull(3))
                    Compare(_last, rows.Blob(3));
            }
        }

        return read == 0 ? null : files;
    }

    /// <summary>Compares contents in files; false when there was nothing more to compare.</summary>
    public bool ReadFiles(List<(long Key, EmailId Email)>? files)
    {
        foreach (var (key, email) in files ?? [])
        {
            try
            {
                using var file = File.OpenHandle(surroundings.ContentFile(email), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
                if (!StoredFile.IsAsWritten(file, _buffer, out var isMarked))
                    Damaged(key);
                else if (!isMarked)
                    _unmarked++;
            }
            catch (FileNotFoundException)
            {
                // Named by those who look at the rows, or swept since they were read.
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _findings.Add(new(Text($"message {key}"), "its file cannot be read: " + exception.Message));
            }
        }

        return files is not null;
    }

    private void Compare(long key, ReadOnlySpan<byte> blob)
    {
        try
        {
            BlobEnvelope.OpenCompared(blob);
            if (BlobEnvelope.Checksum(blob) is null)
                _unmarked++;
        }
        catch (StorageUnavailableException)
        {
            Damaged(key);
        }
    }

    private void Damaged(long key) => _findings.Add(new(Text($"message {key}"), "its content is not as it was written"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
