using Culver.Smtp.Commands;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Extensions.Auth;
using Culver.Smtp.Extensions.BinaryMime;
using Culver.Smtp.Extensions.Chunking;
using Culver.Smtp.Extensions.DeliverBy;
using Culver.Smtp.Extensions.Dsn;
using Culver.Smtp.Extensions.EightBitMime;
using Culver.Smtp.Extensions.EnhancedStatusCodes;
using Culver.Smtp.Extensions.FutureRelease;
using Culver.Smtp.Extensions.Help;
using Culver.Smtp.Extensions.Limits;
using Culver.Smtp.Extensions.Pipelining;
using Culver.Smtp.Extensions.Priority;
using Culver.Smtp.Extensions.RequireTls;
using Culver.Smtp.Extensions.Size;
using Culver.Smtp.Extensions.SmtpUtf8;
using Culver.Smtp.Extensions.StartTls;

namespace Culver.Smtp;

/// <summary>The list of extensions, in the order EHLO shows them: the only shared line a new one adds.</summary>
internal static class SmtpExtensions
{
    /// <summary>Puts a protocol together.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="offersLogin">Whether clients may log in. LMTP is spoken by mail servers and knows no users.</param>
    public static SmtpRegistry Build(SmtpProtocol protocol, bool offersLogin)
    {
        var smtp = new SmtpRegistryBuilder();
        BaseCommands.Register(smtp, protocol, offersLogin);
        smtp
            .Extension(new PipeliningExtension())
            .Extension(new SizeExtension())
            .Extension(new EightBitMimeExtension())
            .Extension(new SmtpUtf8Extension())
            .Extension(new EnhancedStatusCodesExtension())
            .Extension(new ChunkingExtension())
            .Extension(new BinaryMimeExtension())
            .Extension(new DsnExtension())
            .Extension(new LimitsExtension())
            .Extension(new StartTlsExtension())
            .Extension(new RequireTlsExtension())
            .Extension(new FutureReleaseExtension())
            .Extension(new DeliverByExtension())
            .Extension(new PriorityExtension());
        if (offersLogin)
            smtp.Extension(new AuthExtension());
        return smtp.Extension(new HelpExtension()).Build();
    }
}
