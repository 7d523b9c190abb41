using System.Globalization;
using System.Security.Cryptography;
using Culver.Storage;
using Culver.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Culver.Imap.Tests.Model;

/// <summary>Whole servers against the model. A failure prints its seed; CULVER_MODEL_SEED plays that one again, CULVER_MODEL_RUNS asks for more.</summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    private const int Commands = 500;

    private static int Runs => int.TryParse(Environment.GetEnvironmentVariable("CULVER_MODEL_RUNS"), CultureInfo.InvariantCulture, out var runs) ? runs : 24;

    [Fact]
    public async Task Random_commands_in_several_sessions_agree_with_the_model()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false }, cancellationToken);
        var given = Environment.GetEnvironmentVariable("CULVER_MODEL_SEED");
        for (var run = 0; run < (given is null ? Runs : 1); run++)
        {
            var seed = given is null ? RandomNumberGenerator.GetInt32(int.MaxValue) : int.Parse(given, CultureInfo.InvariantCulture);
            output.WriteLine($"seed {seed}");
            try
            {
                await RunAsync(mail, mail.Store, seed, cancellationToken);
            }
            catch (ModelMismatchException mismatch)
            {
                Assert.Fail($"Seed {seed}: {mismatch.Message}");
            }
        }
    }

    [Theory]
    [InlineData(Fault.ForgetsAFlag)]
    [InlineData(Fault.ForgetsAnExpunge)]
    [InlineData(Fault.LosesACopy)]
    [InlineData(Fault.TellsRecentTwice)]
    public async Task A_fault_planted_in_the_server_is_caught(Fault fault)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false }, cancellationToken);
        await using var faulty = new FaultyStore(mail.Store, fault);
        // A run may by chance never meet the fault; eight in a row do not.
        await Assert.ThrowsAsync<ModelMismatchException>(async () =>
        {
            for (var seed = 1; seed <= 8; seed++)
                await RunAsync(mail, faulty, seed, cancellationToken);
        });
    }

    private static async Task RunAsync(TestMailServer mail, IMailStore store, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var user = await mail.AddAccountAsync(cancellationToken: cancellationToken);
        var account = new ModelAccount();
        var sessions = new List<ModelSession>();
        var serving = new List<Task>();
        var connections = new List<ModelConnection>();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                var connection = Connect(mail, store, "abc"[i].ToString(), serving);
                connections.Add(connection);
                await connection.ResponseAsync(cancellationToken);
                await connection.CommandAsync($"LOGIN {user.Address} {user.Password}", cancellationToken);
                var session = new ModelSession(account, connection, "abc"[i].ToString());
                switch (random.Next(3))
                {
                    case 1:
                        await connection.CommandAsync("ENABLE CONDSTORE", cancellationToken);
                        session.IsCondstore = true;
                        break;
                    case 2:
                        await connection.CommandAsync("ENABLE QRESYNC", cancellationToken);
                        session.IsCondstore = session.IsQresync = true;
                        break;
                }

                if (random.Next(3) == 0)
                {
                    await connection.CommandAsync("ENABLE IMAP4rev2", cancellationToken);
                    session.IsRev2 = true;
                }

                sessions.Add(session);
            }

            await new ModelRun(random, account, sessions).RunAsync(Commands, cancellationToken);
        }
        finally
        {
            foreach (var connection in connections)
                await connection.DisposeAsync();
            await Task.WhenAll(serving);
        }
    }

    private static ModelConnection Connect(TestMailServer mail, IMailStore store, string name, List<Task> serving) =>
        ReferenceEquals(store, mail.Store) ? new(mail.Connect(MailProtocol.Imap), name) : FaultyServer.Connect(mail, store, name, serving, NullLogger<ImapServer>.Instance);
}
