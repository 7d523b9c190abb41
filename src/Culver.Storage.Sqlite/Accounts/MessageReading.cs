using System.Buffers;
using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Reads digests, ids and contents.</summary>
internal static class MessageReading
{
    private const int BatchBytes = 1 << 20;
    private const int LargestRoom = 64 * 1024;
    // Callers give all that they want and come again for the rest.
    private const int BatchRows = 512;
    private const string Ids = "SELECT email, thread FROM message WHERE key = ?";
    private const string IdsBetween = "SELECT email, thread, key FROM message WHERE key BETWEEN ? AND ? ORDER BY key";
    private const string Digests = "SELECT digest FROM message WHERE key = ?";
    private const string IdsAndDigest = "SELECT email, thread, digest FROM message WHERE key = ?";
    private const string Inline = "SELECT bytes FROM content WHERE message = ?";

    public static MessageBatch Read(SqliteDatabase database, ReadOnlySpan<IndexRow> rows, MessageParts parts)
    {
        if (rows.Length > BatchRows)
            rows = rows[..BatchRows];
        var withDigest = (parts & MessageParts.Digest) != MessageParts.None;
        var withContent = (parts & MessageParts.InlineContent) != MessageParts.None;
        var withIds = (parts & MessageParts.Ids) != MessageParts.None;
        if (parts == MessageParts.Ids && AreNeighbours(rows))
            return new(ArrayPool<byte>.Shared.Rent(0), WalkIds(database, rows));
        var ofMessage = database.Statement(withDigest ? withIds ? IdsAndDigest : Digests : Ids);
        var ofContent = withContent ? database.Statement(Inline) : null;
        var entries = new MessageBatch.Entry[rows.Length];
        var room = 4096 * Math.Max(rows.Length, 1);
        // One message and its digest in one go; what lies in a file is not read here.
        if (withContent && rows.Length == 1)
            room += (int)Math.Min(rows[0].Size, LargestRoom);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(BatchBytes, room));
        var used = 0;
        var count = 0;
        try
        {
            foreach (var row in rows)
            {
                if (count > 0 && used + (withContent ? row.Size : 0) > BatchBytes)
                    break;
                var entry = default(MessageBatch.Entry) with { ContentLength = -1 };
                if (withDigest || withIds)
                    entry = ReadMessage(ofMessage, row.Message, withDigest, withIds, entry, ref buffer, ref used);
                if (ofContent is not null)
                    entry = ReadContent(ofContent, row.Message, entry, ref buffer, ref used);
                entries[count++] = entry;
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }

        if (count < entries.Length)
            Array.Resize(ref entries, count);
        return new(buffer, entries);
    }

    public static IMessageContent Open(SqliteDatabase database, long message, AccountSurroundings surroundings)
    {
        // Most lie in the database: what is there needs no other row.
        var content = database.Statement(Inline).Bind(1, message);
        using (content.Rows())
        {
            if (content.Step())
                return new PooledContent(BlobEnvelope.Open(content.Blob(0)));
        }

        var found = database.Statement("SELECT email, in_file FROM message WHERE key = ?").Bind(1, message);
        using (found.Rows())
        {
            if (!found.Step())
                throw new StorageUnavailableException("The message is not stored any more.");
            return found.Int64(1) != 0
                ? new FileContent(surroundings.ContentFile(new(found.Bits128(0))))
                : throw new StorageUnavailableException("A message's content is missing.");
        }
    }

    // Messages that came one after the other: to walk from the first to the last costs less than to go down the tree for each.
    internal static bool AreNeighbours(ReadOnlySpan<IndexRow> rows)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i].Message <= rows[i - 1].Message)
                return false;
        }

        return rows.Length > 1 && rows[^1].Message - rows[0].Message < 2L * rows.Length;
    }

    private static MessageBatch.Entry[] WalkIds(SqliteDatabase database, ReadOnlySpan<IndexRow> rows)
    {
        var entries = new MessageBatch.Entry[rows.Length];
        Array.Fill(entries, new(default, default, 0, 0, 0, ContentLength: -1));
        var walk = database.Statement(IdsBetween).Bind(1, rows[0].Message).Bind(2, rows[^1].Message);
        using (walk.Rows())
        {
            for (var i = 0; i < rows.Length && walk.Step();)
            {
                var key = walk.Int64(2);
                while (i < rows.Length && rows[i].Message < key)
                    i++;
                if (i < rows.Length && rows[i].Message == key)
                    entries[i++] = new(new(walk.Bits128(0)), new(walk.Bits128(1)), 0, 0, 0, ContentLength: -1);
            }
        }

        return entries;
    }

    private static MessageBatch.Entry ReadMessage(
        SqliteStatement statement, long message, bool withDigest, bool withIds, MessageBatch.Entry entry, ref byte[] buffer, ref int used)
    {
        statement.Bind(1, message);
        using (statement.Rows())
        {
            if (!statement.Step())
                return entry;
            if (withIds)
                entry = entry with { EmailId = new(statement.Bits128(0)), ThreadId = new(statement.Bits128(1)) };
            if (!withDigest)
                return entry;
            var digest = BlobEnvelope.Open(statement.Blob(withIds ? 2 : 0));
            return entry with { DigestStart = Put(digest, ref buffer, ref used), DigestLength = digest.Length };
        }
    }

    private static MessageBatch.Entry ReadContent(SqliteStatement statement, long message, MessageBatch.Entry entry, ref byte[] buffer, ref int used)
    {
        statement.Bind(1, message);
        using (statement.Rows())
        {
            if (!statement.Step())
                return entry;
            var content = BlobEnvelope.Open(statement.Blob(0));
            return entry with { ContentStart = Put(content, ref buffer, ref used), ContentLength = content.Length };
        }
    }

    private static int Put(ReadOnlySpan<byte> bytes, ref byte[] buffer, ref int used)
    {
        if (used + bytes.Length > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, used + bytes.Length));
            buffer.AsSpan(0, used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        var start = used;
        bytes.CopyTo(buffer.AsSpan(start));
        used += bytes.Length;
        return start;
    }
}
