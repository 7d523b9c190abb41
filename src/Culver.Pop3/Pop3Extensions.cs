using Culver.Pop3.Commands;
using Culver.Pop3.Dispatch;
using Culver.Pop3.Extensions;
using Culver.Pop3.Session;

namespace Culver.Pop3;

/// <summary>The list of capabilities, in the order CAPA shows them: the only shared line a new one adds.</summary>
internal static class Pop3Extensions
{
    public static Pop3Registry Build(Pop3Options options, Logins logins, bool offersApop)
    {
        var pop3 = new Pop3RegistryBuilder(options.DisabledCapabilities);
        BaseCommands.Register(pop3);
        // RFC 2449 §6: no capability; the greeting tells of it.
        if (offersApop)
            pop3.Command("APOP", SessionStates.Authorization, new ApopHandler(logins));
        return pop3
            .Extension(new TopExtension())
            .Extension(new UserExtension(logins))
            .Extension(new SaslExtension(logins))
            .Extension(new Announcement("RESP-CODES"))
            .Extension(new Announcement("AUTH-RESP-CODE"))
            .Extension(new LoginDelayExtension())
            .Extension(new Announcement("PIPELINING"))
            .Extension(new Announcement("EXPIRE", "NEVER"))
            .Extension(new UidlExtension())
            .Extension(new Utf8Extension())
            .Extension(new LangExtension())
            .Extension(new StlsExtension())
            .Extension(new Announcement("IMPLEMENTATION", "Culver"))
            .Build();
    }
}
