using Culver.Mime;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Finds the thread of a new message: that of the nearest message it answers, else a new one. A thread never merges and a message
/// never changes its thread (RFC 8474 §5.2). Message-IDs are kept as 64-bit hashes.
/// </summary>
internal static class Threads
{
    public static ThreadId Of(AccountWork work, MessageDigest digest)
    {
        var thread = Answered(work, digest.View.References) ?? work.Surroundings.Ids.NewThreadId();
        var own = digest.View.MessageId;
        if (!own.IsEmpty)
        {
            // Of two messages with one Message-ID the first one is answered.
            work.Database.Statement("INSERT INTO thread_of (message_id, thread) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .Bind(1, Hash(own)).Bind(2, thread.Value).Run();
        }

        return thread;
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
                    return new(found.UInt128(0));
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
