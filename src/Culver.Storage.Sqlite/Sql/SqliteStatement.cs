using System.Diagnostics;
using System.Runtime.CompilerServices;
using SQLitePCL;

namespace Culver.Storage.Sqlite.Sql;

/// <summary>
/// A prepared statement. Parameters count from 1, columns from 0. Spans of columns are valid until the next step or reset.
/// A statement that returned its last row has reset itself; one left earlier must be reset, or it keeps its read transaction open
/// (<c>using (statement.Rows())</c>).
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly sqlite3_stmt _handle;
    private readonly IntPtr _pointer;

    internal SqliteStatement(SqliteDatabase database, sqlite3_stmt handle)
    {
        _database = database;
        _handle = handle;
        _pointer = handle.DangerousGetHandle();
    }

    /// <summary>Binds a number.</summary>
    public SqliteStatement Bind(int parameter, long value)
    {
        _database.Check(raw.sqlite3_bind_int64(_handle, parameter, value));
        return this;
    }

    /// <summary>Binds a number.</summary>
    public SqliteStatement Bind(int parameter, uint value) => Bind(parameter, (long)value);

    /// <summary>Binds a blob.</summary>
    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        // An empty span has a null pointer, which would bind NULL.
        _database.Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_handle, parameter, 0)
            : raw.sqlite3_bind_blob(_handle, parameter, value));
        return this;
    }

    /// <summary>Binds 128 bits as a blob of 16 bytes, most significant first, so that they sort as they count.</summary>
    public SqliteStatement Bind(int parameter, Bits128 value)
    {
        Span<byte> bytes = stackalloc byte[Storage.Bits128.Length];
        value.WriteBigEndian(bytes);
        _database.Check(raw.sqlite3_bind_blob(_handle, parameter, bytes));
        return this;
    }

    /// <summary>Binds text, or NULL.</summary>
    public SqliteStatement Bind(int parameter, string? text)
    {
        _database.Check(text is null ? raw.sqlite3_bind_null(_handle, parameter) : raw.sqlite3_bind_text(_handle, parameter, text));
        return this;
    }

    /// <summary>Binds NULL.</summary>
    public SqliteStatement BindNull(int parameter)
    {
        _database.Check(raw.sqlite3_bind_null(_handle, parameter));
        return this;
    }

    /// <summary>Moves to the next row; false, and reset, when there is none.</summary>
    public bool Step()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        var code = SqliteColumns.Step(_pointer);
        // The pointer is good while the handle is.
        GC.KeepAlive(_handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
        {
            try
            {
                _database.Check(code);
            }
            finally
            {
                Reset();
            }
        }

        Reset();
        return false;
    }

    /// <summary>Runs to the end, leaving rows aside.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Lets go of the row and of its read transaction. Parameters keep their values.</summary>
    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        // What it tells is what the step has told before.
        _ = SqliteColumns.Reset(_pointer);
        GC.KeepAlive(_handle);
    }

    /// <summary>Resets the statement when the scope ends, whatever way.</summary>
    public ResetAtEnd Rows() => new(this);

    /// <summary>A number; 0 for NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Int64(int column)
    {
        Debug.Assert(!_handle.IsClosed, "The statement was finalized.");
        var number = SqliteColumns.Int64(_pointer, column);
        // The pointer is good while the handle is.
        GC.KeepAlive(_handle);
        return number;
    }

    /// <summary>A number that fits 32 bits.</summary>
    public int Int32(int column) => unchecked((int)Int64(column));

    /// <summary>Whether the column is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    /// <summary>A blob, in place; empty for NULL.</summary>
    public ReadOnlySpan<byte> Blob(int column)
    {
        Debug.Assert(!_handle.IsClosed, "The statement was finalized.");
        var blob = SqliteColumns.Blob(_pointer, column);
        GC.KeepAlive(_handle);
        return blob;
    }

    /// <summary>128 bits bound as such.</summary>
    public Bits128 Bits128(int column) => Storage.Bits128.ReadBigEndian(Blob(column));

    /// <summary>Text; "" for NULL.</summary>
    public string Text(int column) => raw.sqlite3_column_text(_handle, column).utf8_to_string() ?? "";

    /// <summary>Steps of the virtual machine it took so far.</summary>
    internal long Steps => raw.sqlite3_stmt_status(_handle, raw.SQLITE_STMTSTATUS_VM_STEP, 0);

    /// <summary>Finalizes the statement.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Resets its statement when disposed.</summary>
    internal readonly ref struct ResetAtEnd(SqliteStatement statement)
    {
        public void Dispose() => statement.Reset();
    }
}
