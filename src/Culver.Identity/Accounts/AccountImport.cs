// Adds accounts from a file, many at a time.
// Rules upheld here: a bad line never keeps a good one out; what a batch has added is durable when its progress is told; a batch
// is one transaction of the directory, whatever its size; keys, the dear part, are made on every core.
using Culver.Storage.Directory;

namespace Culver.Identity.Accounts;

/// <summary>Imports accounts from text, one <c>address&lt;TAB&gt;password</c> a line.</summary>
/// <param name="accounts">Adds them.</param>
/// <param name="directory">Makes their domains local.</param>
/// <param name="options">The settings.</param>
public sealed class AccountImport(AccountService accounts, IDirectoryStore directory, IdentityOptions options)
{
    private const int BatchSize = 512;

    // Making a mail store is mostly waiting for the disk, so more lines are in hand than there are cores.
    private static readonly int InFlight = Environment.ProcessorCount * 8;

    /// <summary>Imports every line. An empty line is left aside; the password is all that follows the first tab.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="progress">Told after each batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops between batches; what was added stays.</param>
    /// <returns>What was added and what was refused.</returns>
    public async ValueTask<ImportReport> ImportAsync(TextReader text, IProgress<ImportReport>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        var report = new ImportReport(0, 0, []);
        var isAtEnd = false;
        while (!isAtEnd)
        {
            var batch = new Batch(report.LinesRead);
            while (batch.Drafts.Count < BatchSize && !isAtEnd)
            {
                if (await text.ReadLineAsync(cancellationToken) is { } line)
                {
                    batch.Read(line, options.DefaultDomain);
                }
                else
                {
                    isAtEnd = true;
                }
            }

            var added = await AddAsync(batch, cancellationToken);
            report = new(batch.LastLine, report.Added + added, report.Errors.AddRange(batch.Errors.OrderBy(error => error.Line)));
            progress?.Report(report);
        }

        return report;
    }

    private async ValueTask<int> AddAsync(Batch batch, CancellationToken cancellationToken)
    {
        await RefuseTakenAsync(batch, cancellationToken);
        foreach (var domain in batch.Drafts.Select(entry => entry.Draft.Address!.Domain).Distinct(StringComparer.Ordinal))
        {
            await directory.EnsureDomainAsync(domain, cancellationToken);
        }

        var prepared = new NewDirectoryAccount[batch.Drafts.Count];
        try
        {
            await Parallel.ForAsync(
                0,
                prepared.Length,
                new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken },
                async (i, token) => prepared[i] = await accounts.PrepareAsync(batch.Drafts[i].Draft, token));
        }
        catch
        {
            await accounts.AbandonAsync(prepared.Where(account => account is not null));
            throw;
        }

        var outcomes = prepared.Length == 0 ? [] : await accounts.CommitAsync(prepared, cancellationToken);
        for (var i = 0; i < prepared.Length; i++)
        {
            if (outcomes[i] != DirectoryOutcome.Done)
            {
                batch.Errors.Add(new(batch.Drafts[i].Line, AccountRefusal.AddressTaken(prepared[i].Address)));
            }
        }

        return outcomes.Count(outcome => outcome == DirectoryOutcome.Done);
    }

    // Before the keys are made: importing a file twice should not cost twice.
    private async ValueTask RefuseTakenAsync(Batch batch, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var free = new List<(int Line, AccountDraft Draft)>(batch.Drafts.Count);
        foreach (var entry in batch.Drafts)
        {
            var address = entry.Draft.Address!;
            if (!seen.Add(address.ToString()) || await accounts.IsTakenAsync(address, cancellationToken))
            {
                batch.Errors.Add(new(entry.Line, AccountRefusal.AddressTaken(address.ToString())));
            }
            else
            {
                free.Add(entry);
            }
        }

        batch.Drafts = free;
    }

    private sealed class Batch(int linesBefore)
    {
        public int LastLine { get; private set; } = linesBefore;

        public List<(int Line, AccountDraft Draft)> Drafts { get; set; } = [];

        public List<ImportError> Errors { get; } = [];

        public void Read(string line, string defaultDomain)
        {
            LastLine++;
            if (line.Length == 0)
            {
                return;
            }

            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0)
            {
                Errors.Add(new(LastLine, AccountRefusal.MalformedLine));
                return;
            }

            var draft = AccountDraft.Make(line[..tab], line[(tab + 1)..], defaultDomain);
            if (draft.IsRefused)
            {
                Errors.Add(new(LastLine, draft.Refusal));
            }
            else
            {
                Drafts.Add((LastLine, draft));
            }
        }
    }
}
