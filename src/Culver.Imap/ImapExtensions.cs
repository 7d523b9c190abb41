using Culver.Identity.Authentication;
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
        Authenticator authenticator, SaslMechanisms mechanisms, IMailStore store, TimeProvider time, ILogger log)
    {
        ImapRegistry? built = null;
        // What announces and enables asks the registry it is part of, at the first command and not before.
        var registry = new Lazy<ImapRegistry>(() => built!);
        var logins = new LoginSession(authenticator, mechanisms, store, registry, log);
        built = new(
        [
            new CoreExtension(logins, store, registry, time),
        ]);
        return built;
    }
}
