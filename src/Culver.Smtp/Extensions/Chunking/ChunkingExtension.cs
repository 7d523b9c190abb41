using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Chunking;

/// <summary>CHUNKING (RFC 3030 §2): BDAT.</summary>
internal sealed class ChunkingExtension : ISmtpExtension
{
    public string? Announce(SmtpSession session) => "CHUNKING";

    // BDAT answers for itself when it is out of order: its chunk has to be read first. The replies may wait (RFC 3030 §4.2).
    public void Register(SmtpRegistryBuilder smtp) => smtp.Command("BDAT", CommandTraits.MayBuffer, new BdatHandler());
}
