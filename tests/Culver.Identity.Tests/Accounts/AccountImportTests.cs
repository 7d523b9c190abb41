using System.Text;
using Culver.Identity.Accounts;
using Culver.Identity.Authentication;
using Culver.Sasl;
using Culver.Storage;
using Xunit;

namespace Culver.Identity.Tests.Accounts;

public sealed class AccountImportTests
{
    // The cheapest keys there may be: these tests are about lines.
    private static readonly IdentityOptions Cheap = new()
    {
        Credentials = new() { Sha1Iterations = 0, Sha256Iterations = 1, Sha512Iterations = 0 },
    };

    [Fact]
    public async Task Good_lines_are_added_and_bad_ones_named_by_number()
    {
        await using var directory = new TestDirectory(Cheap);
        await directory.AddAccountAsync("old@example.org");
        var report = await Import(directory, """
            joe@example.org	pencil

            no tab here
            a b@example.org	pencil
            jane@example.org	
            OLD@example.org	pencil
            jane@elsewhere.example	with	a tab
            jane@example.org	 with spaces 
            Joe@Example.org	again
            last	pencil
            """);
        Assert.Equal((10, 3), (report.LinesRead, report.Added));
        Assert.Equal(
            [
                (3, AccountError.MalformedLine), (4, AccountError.InvalidAddress), (5, AccountError.InvalidPassword),
                (6, AccountError.AddressTaken), (7, AccountError.InvalidPassword), (9, AccountError.AddressTaken),
            ],
            report.Errors.Select(error => (error.Line, error.Refusal.Error)));
        Assert.True(await LogsIn(directory, "joe@example.org", "pencil"));
        Assert.True(await LogsIn(directory, "jane@example.org", " with spaces "));
        Assert.True(await LogsIn(directory, "last@localhost", "pencil"));
        Assert.Equal(4, directory.Mail.Accounts.Count);
    }

    [Fact]
    public async Task Lines_may_end_with_CRLF_and_begin_with_a_byte_order_mark()
    {
        await using var directory = new TestDirectory(Cheap);
        using var stream = new MemoryStream([0xEF, 0xBB, 0xBF, .. "joe@example.org\tpencil\r\njane@example.org\tcrayon\r\n"u8]);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var report = await directory.Import.ImportAsync(reader, progress: null, CancellationToken.None);
        Assert.Equal((2, 2), (report.LinesRead, report.Added));
        Assert.True(await LogsIn(directory, "joe@example.org", "pencil"));
    }

    [Fact]
    public async Task An_empty_file_adds_nothing()
    {
        await using var directory = new TestDirectory(Cheap);
        Assert.Equal((0, 0), await Import(directory, "") is var report ? (report.LinesRead, report.Added) : default);
    }

    [Fact]
    public async Task Many_lines_are_few_transactions_and_progress_is_told_after_each()
    {
        await using var directory = new TestDirectory(Cheap);
        var told = new List<ImportReport>();
        using var reader = new StringReader(string.Concat(Enumerable.Range(0, 2000).Select(i => $"u{i}@example.org\tp{i}\n")));
        var report = await directory.Import.ImportAsync(reader, new Collecting(told), CancellationToken.None);
        Assert.Equal(2000, report.Added);
        Assert.InRange(told.Count, 2, 8);
        Assert.Equal(told.OrderBy(one => one.Added).Select(one => one.Added), told.Select(one => one.Added));
        Assert.Equal(report.Added, told[^1].Added);
    }

    [Fact]
    public async Task Importing_a_file_twice_costs_no_derivation_the_second_time()
    {
        await using var directory = new TestDirectory(Cheap);
        await Import(directory, "a@example.org\tx\nb@example.org\ty\n");
        directory.Derivation.Calls.Clear();
        var report = await Import(directory, "a@example.org\tx\nb@example.org\ty\n");
        Assert.Equal(2, report.Errors.Length);
        Assert.Empty(directory.Derivation.Calls);
    }

    [Fact]
    public async Task A_disk_that_fills_leaves_whole_batches_and_no_mail_store_without_an_account()
    {
        await using var directory = new TestDirectory(Cheap);
        directory.Mail.FailsAfter = 700;
        using var reader = new StringReader(string.Concat(Enumerable.Range(0, 2000).Select(i => $"u{i}@example.org\tp\n")));
        await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await directory.Import.ImportAsync(reader, progress: null, CancellationToken.None));
        var accounts = await AccountServiceTests.ListAsync(directory);
        Assert.Equal(512, accounts.Count);
        Assert.Equal(accounts.Select(account => account.Id).ToHashSet(), directory.Mail.Accounts);
    }

    private static async Task<ImportReport> Import(TestDirectory directory, string text)
    {
        using var reader = new StringReader(text);
        return await directory.Import.ImportAsync(reader, progress: null, CancellationToken.None);
    }

    private static async Task<bool> LogsIn(TestDirectory directory, string userName, string password) =>
        await directory.Authenticator.ForConnection(new LoginOrigin("test", null)).VerifyPasswordAsync(userName, password, CancellationToken.None)
            is PasswordVerdict.Verified;

    private sealed class Collecting(List<ImportReport> told) : IProgress<ImportReport>
    {
        public void Report(ImportReport value) => told.Add(value);
    }
}
