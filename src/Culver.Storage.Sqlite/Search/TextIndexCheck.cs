using System.Globalization;
using Culver.Storage.Search;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Search;

/// <summary>
/// Verifies a text index against itself, on one moment: every text is in the tail or in one block, and no block says "not here" of what a
/// text holds. A block may say less than it could: texts that were removed leave their bits.
/// </summary>
internal sealed class TextIndexCheck
{
    private const string Subject = "text index";
    private readonly List<ConsistencyFinding> _findings = [];
    private readonly SqliteDatabase _database;

    private TextIndexCheck(SqliteDatabase database) => _database = database;

    /// <summary>Looks through the index in a file.</summary>
    public static IReadOnlyList<ConsistencyFinding> Run(string path, CancellationToken cancellationToken)
    {
        using var database = SqliteDatabase.Open(path, SqliteOpen.Existing);
        database.Execute("PRAGMA query_only = 1");
        database.BeginRead();
        var check = new TextIndexCheck(database);
        check.Integrity();
        // Of a damaged file nothing more can be said.
        if (check._findings.Count == 0)
            check.Blocks(cancellationToken);
        database.Rollback();
        return check._findings;
    }

    private void Integrity()
    {
        using var integrity = _database.Prepare("PRAGMA quick_check");
        while (integrity.Step())
        {
            if (integrity.Text(0) is not "ok" and var problem)
                Say(problem);
        }
    }

    private void Blocks(CancellationToken cancellationToken)
    {
        var placed = Keys("SELECT message FROM tail");
        if (placed.Count > 0 && _database.Scalar("SELECT count(*) FROM tail WHERE message NOT IN (SELECT message FROM text)", 0) is > 0 and var without)
            Say(Text($"{without} messages wait for a block and have no text"));
        var numbers = Keys("SELECT block FROM block");
        foreach (var number in numbers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(number) is not { } block)
                Say(Text($"block {number} cannot be read"));
            else if (!block.Messages.All(placed.Add))
                Say(Text($"block {number} has messages of another"));
            else if (!RulesOutRightly(block))
                Say(Text($"block {number} rules out messages that hold what is looked for"));
            else if (!HasRightFields(block))
                Say(Text($"block {number} has other header fields than its messages"));
        }

        if (Keys("SELECT message FROM text").Count(message => !placed.Contains(message)) is > 0 and var lost)
            Say(Text($"{lost} texts are in no block"));
        if (Keys("SELECT stripe FROM stripe").Any(stripe => !numbers.Contains(stripe / TrigramSignature.Stripes)))
            Say("there are signatures of no block");
        if (Keys("SELECT field FROM field").Any(field => !numbers.Contains(field / IndexedFields.Count)))
            Say("there are header fields of no block");
    }

    private TextBlock? Read(long number)
    {
        using var select = _database.Prepare("SELECT messages FROM block WHERE block = ?");
        select.Bind(1, number);
        try
        {
            return select.Step() ? TextBlock.Read(number, select.Blob(0)) : null;
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }

    private bool RulesOutRightly(TextBlock block)
    {
        var wanted = new byte[TrigramSignature.BlockOctets];
        for (var i = 0; i < block.Messages.Length; i++)
        {
            var text = _database.Statement("SELECT text FROM text WHERE message = ?").Bind(1, block.Messages[i]);
            using (text.Rows())
            {
                // Removed since: of that nothing is asked any more.
                if (!text.Step())
                    continue;
                if (text.IsNull(0))
                    TrigramSignature.AddAnything(wanted, i);
                else
                    TrigramSignature.Add(wanted, i, text.Blob(0));
            }
        }

        for (var stripe = 0; stripe < TrigramSignature.Stripes; stripe++)
        {
            var bits = _database.Statement("SELECT bits FROM stripe WHERE stripe = ?").Bind(1, (block.Number * TrigramSignature.Stripes) + stripe);
            using (bits.Rows())
            {
                if (!Covers(bits.Step() ? bits.Blob(0) : default, wanted.AsSpan(stripe * TrigramSignature.StripeOctets, TrigramSignature.StripeOctets)))
                    return false;
            }
        }

        return true;
    }

    private bool HasRightFields(TextBlock block)
    {
        try
        {
            return Enumerable.Range(0, IndexedFields.Count).All(number => HasRightFields(block, number));
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    private bool HasRightFields(TextBlock block, int number)
    {
        using var stored = _database.Prepare("SELECT lines FROM field WHERE field = ?");
        stored.Bind(1, BlockFields.RowOf(block.Number, number));
        if (!stored.Step())
            return false;
        var lines = new BlockFields(stored.Blob(0), block.Messages.Length);
        for (var i = 0; i < block.Messages.Length; i++)
        {
            var message = _database.Statement("SELECT fields FROM text WHERE message = ?").Bind(1, block.Messages[i]);
            using (message.Rows())
            {
                // Removed since: of that nothing is asked any more.
                if (message.Step() && (lines.TryGet(i, out var known) == message.IsNull(0) || (!message.IsNull(0) && !known.SequenceEqual(IndexedFields.Slice(message.Blob(0), number)))))
                    return false;
            }
        }

        return true;
    }

    private static bool Covers(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> wanted)
    {
        if (stored.IsEmpty)
            return !wanted.ContainsAnyExcept((byte)0);
        if (stored.Length != wanted.Length)
            return false;
        for (var i = 0; i < wanted.Length; i++)
        {
            if ((wanted[i] & ~stored[i]) != 0)
                return false;
        }

        return true;
    }

    private HashSet<long> Keys(string sql)
    {
        var keys = new HashSet<long>();
        using var rows = _database.Prepare(sql);
        while (rows.Step())
            keys.Add(rows.Int64(0));
        return keys;
    }

    private void Say(string problem) => _findings.Add(new(Subject, problem));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
