using Culver.Smtp.Commands.Data;
using Culver.Smtp.Commands.Hello;
using Culver.Smtp.Commands.Mail;
using Culver.Smtp.Commands.Noop;
using Culver.Smtp.Commands.Quit;
using Culver.Smtp.Commands.Rcpt;
using Culver.Smtp.Commands.Refused;
using Culver.Smtp.Commands.Rset;
using Culver.Smtp.Commands.Vrfy;
using Culver.Smtp.Dispatch;

namespace Culver.Smtp.Commands;

/// <summary>The commands of RFC 5321 §4.5.1, which every server has, and those it knows only to decline.</summary>
internal static class BaseCommands
{
    private const CommandTraits Transaction = CommandTraits.NeedsGreeting | CommandTraits.NeedsLogin | CommandTraits.NeedsTransaction | CommandTraits.BeforeContent;

    public static void Register(SmtpRegistryBuilder smtp, SmtpProtocol protocol, bool offersLogin)
    {
        if (protocol == SmtpProtocol.Lmtp)
        {
            // RFC 2033 §4.1: LHLO alone, and 500 to the others, so that a client that speaks SMTP here finds out.
            smtp.Command("LHLO", CommandTraits.Idle, new HelloHandler(extended: true));
            var reply = new SmtpReply(500, 5, 1, "This is LMTP: LHLO comes first");
            smtp.Command("EHLO", CommandTraits.None, new RefusedHandler(reply)).Command("HELO", CommandTraits.None, new RefusedHandler(reply));
        }
        else
        {
            smtp.Command("EHLO", CommandTraits.Idle, new HelloHandler(extended: true));
            smtp.Command("HELO", CommandTraits.Idle, new HelloHandler(extended: false));
            smtp.Command("LHLO", CommandTraits.None, new RefusedHandler(new SmtpReply(500, 5, 1, "This is SMTP: EHLO or HELO comes first")));
        }

        smtp.Command("MAIL", CommandTraits.NeedsGreeting | CommandTraits.NeedsLogin | CommandTraits.NeedsNoTransaction | CommandTraits.MayBuffer, new MailHandler())
            .Command("RCPT", Transaction | CommandTraits.MayBuffer, new RcptHandler())
            .Command("DATA", Transaction, new DataHandler())
            .Command("RSET", CommandTraits.MayBuffer | CommandTraits.Idle, new RsetHandler())
            .Command("NOOP", CommandTraits.Idle, new NoopHandler())
            .Command("VRFY", CommandTraits.NeedsLogin | CommandTraits.Idle, new VrfyHandler())
            .Command("QUIT", CommandTraits.None, new QuitHandler());

        // RFC 5321 §7.3: 252 where it is off for security, and never a code that could be taken for an answer: EXPN would tell who is behind an alias.
        smtp.Command("EXPN", CommandTraits.NeedsLogin | CommandTraits.Idle, new RefusedHandler(new SmtpReply(252, 5, 0, "Lists are not expanded here; RCPT tells whether mail is taken")));

        // RFC 5321 §4.2.4: 502 for what is recognised and not done. These went with RFC 821 (appendix F), or are not for us.
        foreach (var name in (string[])["SEND", "SOML", "SAML", "TURN", "ETRN", "ATRN"])
            smtp.Command(name, CommandTraits.Idle, new RefusedHandler(new SmtpReply(502, 5, 1, $"{name} is not implemented here")));

        if (!offersLogin)
            smtp.Command("AUTH", CommandTraits.Idle, new RefusedHandler(new SmtpReply(502, 5, 1, "AUTH is not implemented here")));

        // Liberty, RFC 5321 §3.8: no connection is closed for a command that is not understood; these are understood. A browser that was led here sends them,
        // and what it sends behind them must not be taken for commands.
        foreach (var name in (string[])["GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS"])
            smtp.Command(name, CommandTraits.None, new RefusedHandler(new SmtpReply(421, 7, 0, "This is not a web server"), close: true));
    }
}
