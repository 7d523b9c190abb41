using Culver.Identity.Authentication;
using Culver.Imap.Commands.Fetch;
using Culver.Imap.Commands.Session;
using Culver.Imap.Dispatch;
using Culver.Imap.Extensions;
using Culver.Sasl;
using Culver.Storage;
using Microsoft.Extensions.Logging;

namespace Culver.Imap;

/// <summary>The list of extensions: the only shared line a new one adds.</summary>
internal static class ImapExtensions
{
    public static ImapRegistry CreateRegistry(
        Authenticator authenticator, SaslMechanisms mechanisms, IMailStore store, ImapOptions options, ImapMetrics metrics, TimeProvider time, ILogger log)
    {
        ImapRegistry? built = null;
        // What announces and enables asks the registry it is part of, at the first command and not before.
        var registry = new Lazy<ImapRegistry>(() => built!);
        var logins = new LoginSession(authenticator, mechanisms, store, registry, log);
        built = new(
        [
            new CoreExtension(logins, store, registry, SearchTurns(options, metrics), new FetchCrowd(metrics), time),
        ]);
        return built;
    }

    private static FairTurns<AccountId> SearchTurns(ImapOptions options, ImapMetrics metrics) =>
        new(options.ParallelSearches > 0 ? options.ParallelSearches : Math.Max(1, Environment.ProcessorCount / 2)) { Waits = metrics.SearchWaits };
}
