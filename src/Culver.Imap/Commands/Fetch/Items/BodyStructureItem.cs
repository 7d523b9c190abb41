using Culver.Imap.Wire;
using Culver.Mime;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>BODYSTRUCTURE: kept in its final form since the message arrived.</summary>
internal sealed class BodyStructureItem : ImmediateItem
{
    public static BodyStructureItem Instance { get; } = new();

    public override FetchNeeds Needs => FetchNeeds.Digest;

    public override void Write(FetchedMessage message, DigestView digest, ImapWriter writer)
    {
        writer.Keyword("BODYSTRUCTURE "u8);
        writer.Formed(writer.Mode == WireMode.Utf8 ? digest.BodyStructureUtf8 : digest.BodyStructure);
    }
}
