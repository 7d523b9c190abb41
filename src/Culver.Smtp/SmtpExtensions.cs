using Culver.Smtp.Commands;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Extensions.BinaryMime;
using Culver.Smtp.Extensions.Chunking;
using Culver.Smtp.Extensions.EightBitMime;
using Culver.Smtp.Extensions.EnhancedStatusCodes;
using Culver.Smtp.Extensions.Help;
using Culver.Smtp.Extensions.Pipelining;
using Culver.Smtp.Extensions.Size;
using Culver.Smtp.Extensions.SmtpUtf8;
using Culver.Smtp.Extensions.StartTls;

namespace Culver.Smtp;

/// <summary>The list of extensions, in the order EHLO shows them: the only shared line a new one adds.</summary>
internal static class SmtpExtensions
{
    public static SmtpRegistry Build(SmtpProtocol protocol)
    {
        var smtp = new SmtpRegistryBuilder();
        BaseCommands.Register(smtp, protocol);
        return smtp
            .Extension(new PipeliningExtension())
            .Extension(new SizeExtension())
            .Extension(new EightBitMimeExtension())
            .Extension(new SmtpUtf8Extension())
            .Extension(new EnhancedStatusCodesExtension())
            .Extension(new ChunkingExtension())
            .Extension(new BinaryMimeExtension())
            .Extension(new StartTlsExtension())
            .Extension(new HelpExtension())
            .Build();
    }
}
