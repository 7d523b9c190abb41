using Culver.Mime;
using Culver.Storage.Sqlite.Content;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Finds the thread of a new message: that of the nearest message it answers, else a new one. A thread never merges and a message
/// never changes its thread (RFC 8474 §5.2). Message-IDs are kept as 64-bit hashes, each for as long as a message that has it is stored.
/// </summary>
internal static class Threads
{
    public static ThreadId Of(AccountWork work, MessageDigest digest)
    {
        var thread = Answered(work, digest.View.References) ?? work.Surroundings.Ids.NewThreadId();
        var own = digest.View.MessageId;
        if (!own.IsEmpty)
        {
            // Of two messages with one Message-ID the first one is answered. What was not counted (null) stays so.
            work.Database.Statement("INSERT INTO thread_of (message_id, thread, more) VALUES (?, ?, 0) ON CONFLICT DO UPDATE SET more = more + 1")
                .Bind(1, Hash(own)).Bind(2, thread.Value).Run();
        }

        return thread;
    }

    /// <summary>A message goes for good: with the last one its Message-ID is forgotten.</summary>
    /// <param name="work">The account.</param>
    /// <param name="messageId">The hash of its Message-ID, if it has one.</param>
    public static void Forget(AccountWork work, long? messageId)
    {
        if (messageId is not { } hash)
            return;
        work.Database.Statement("DELETE FROM thread_of WHERE message_id = ? AND more = 0").Bind(1, hash).Run();
        if (work.Database.Changes == 0)
            work.Database.Statement("UPDATE thread_of SET more = more - 1 WHERE message_id = ?").Bind(1, hash).Run();
    }

    /// <summary>The hash of the Message-ID in a digest as it is stored; null when there is none, or the digest cannot be read.</summary>
    public static long? MessageId(ReadOnlySpan<byte> digest)
    {
        try
        {
            return DigestView.TryRead(BlobEnvelope.Open(digest), out var view) && !view.MessageId.IsEmpty ? Hash(view.MessageId) : null;
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }

    // References come oldest first, each followed by LF: the last one is the message answered.
    private static ThreadId? Answered(AccountWork work, ReadOnlySpan<byte> references)
    {
        const int MostAsked = 32;
        for (var asked = 0; !references.IsEmpty && asked < MostAsked; asked++)
        {
            references = references.TrimEnd((byte)'\n');
            var cut = references.LastIndexOf((byte)'\n') + 1;
            var found = work.Database.Statement("SELECT thread FROM thread_of WHERE message_id = ?").Bind(1, Hash(references[cut..]));
            using (found.Rows())
            {
                if (found.Step())
                    return new(found.Bits128(0));
            }

            references = references[..cut];
        }

        return null;
    }

    // FNV-1a: stored, so it never changes. A clash joins two threads, which nobody can use for more than a reply could do.
    private static long Hash(ReadOnlySpan<byte> id)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in id)
            hash = (hash ^ octet) * 1099511628211UL;
        return (long)hash;
    }
}
