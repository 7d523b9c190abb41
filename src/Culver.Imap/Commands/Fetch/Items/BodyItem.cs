using Culver.Imap.Wire;
using Culver.Mime;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>BODY without a section: BODYSTRUCTURE without its extension data.</summary>
internal sealed class BodyItem : ImmediateItem
{
    public static BodyItem Instance { get; } = new();

    public override FetchNeeds Needs => FetchNeeds.Digest;

    public override void Write(FetchedMessage message, DigestView digest, ImapWriter writer)
    {
        writer.Keyword("BODY "u8);
        var body = new System.Buffers.ArrayBufferWriter<byte>(1024);
        digest.WriteBody(body, writer.Mode == WireMode.Utf8);
        writer.Formed(body.WrittenSpan);
    }
}
