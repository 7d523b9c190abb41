using Culver.Storage.Search;
using Culver.Storage.Sqlite.Search;
using Xunit;

namespace Culver.Storage.Tests.Search;

/// <summary>A search over messages in memory with an index in a folder of its own.</summary>
internal sealed class SearchFixture : IAsyncDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("culver-search-").FullName;

    public SearchFixture(bool hasIndex = true, int mostOctets = 5000, int mostWaiting = 1000)
    {
        HasIndex = hasIndex;
        Settings = new() { MostOctets = mostOctets, MostWaiting = mostWaiting };
        Search = Open();
    }

    public string Folder => _folder;

    public bool HasIndex { get; }

    public TextSearchSettings Settings { get; }

    public SearchSource Source { get; } = new();

    public StoppedTime Time { get; } = new();

    public SemaphoreSlim Turns { get; } = new(1, 1);

    public TextSearch Search { get; private set; }

    public SqliteTextIndex? Index { get; private set; }

    public int Opened { get; private set; }

    /// <summary>Whether the index cannot be opened.</summary>
    public bool IsClosed { get; set; }

    public async Task<uint[]> FindAsync(params (string Text, TextScope Scope)[] needles)
    {
        var found = await Search.SearchAsync(Source.Rows.ToArray(), [.. needles.Select(needle => new TextNeedle(needle.Text, needle.Scope))], default);
        return [.. found.Uids().Select(uid => uid.Value)];
    }

    public Task<uint[]> FindTextAsync(string text) => FindAsync((text, TextScope.HeaderAndBody));

    public Task<uint[]> FindBodyAsync(string text) => FindAsync((text, TextScope.Body));

    /// <summary>What is not ruled out at once, where nothing is asked of fields that are kept.</summary>
    public async Task<uint[]> MayHoldAsync(string text)
    {
        var (matching, undecided) = await AskAsync("X-Other", text);
        Assert.Empty(matching);
        return undecided;
    }

    public async Task<(uint[] Matching, uint[] Undecided)> AskAsync(string field, string text)
    {
        var (matching, undecided) = await Search.LookInHeadersAsync(Source.Rows.ToArray(), new(field, text, header => Matches(header, field, text)), default);
        return ([.. matching.Uids().Select(static uid => uid.Value)], [.. undecided.Uids().Select(static uid => uid.Value)]);
    }

    /// <summary>RFC 9051 §6.4.4: as SEARCH asks a header.</summary>
    public static bool Matches(ReadOnlySpan<byte> header, string field, string text)
    {
        var (name, needle) = (System.Text.Encoding.UTF8.GetBytes(field), new Mime.Text.FoldedNeedle(text));
        foreach (var one in new Mime.Headers.HeaderFields(header))
        {
            if (one.Is(name) && needle.IsIn(one.RawValue))
                return true;
        }

        return false;
    }

    /// <summary>Lets the background run, to its end.</summary>
    public async Task IndexAsync()
    {
        while (Time.Due.Contains(Settings.Delay))
        {
            Time.Fire(Settings.Delay);
            await Search.Indexer.Running;
        }
    }

    public async Task ReopenAsync()
    {
        await Search.DisposeAsync();
        Search = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Search.DisposeAsync();
        Turns.Dispose();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    public static string Message(string subject, string body) => $"From: a@example.com\nSubject: {subject}\n\n{body}\n";

    private TextSearch Open() => new(Source, OpenIndexAsync, Settings, Turns, Time);

    private ValueTask<ITextIndex?> OpenIndexAsync(CancellationToken cancellationToken)
    {
        Assert.False(cancellationToken.IsCancellationRequested);
        Opened++;
        if (IsClosed)
            throw new StorageUnavailableException("Too many files are open.");
        Index = HasIndex ? SqliteTextIndex.Open(_folder) : null;
        return new(Index);
    }
}
