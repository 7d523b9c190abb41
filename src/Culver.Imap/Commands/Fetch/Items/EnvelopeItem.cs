using Culver.Imap.Wire;
using Culver.Mime;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>ENVELOPE: kept in its final form since the message arrived.</summary>
internal sealed class EnvelopeItem : ImmediateItem
{
    public static EnvelopeItem Instance { get; } = new();

    public override FetchNeeds Needs => FetchNeeds.Digest;

    public override void Write(FetchedMessage message, DigestView digest, ImapWriter writer)
    {
        writer.Keyword("ENVELOPE "u8);
        // RFC 9755 §3, RFC 9051 §7.5.2: no raw UTF-8 before it is enabled.
        writer.Formed(writer.Mode == WireMode.Utf8 ? digest.EnvelopeUtf8 : digest.Envelope);
    }
}
