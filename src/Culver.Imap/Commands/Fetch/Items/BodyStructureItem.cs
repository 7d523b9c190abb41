using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>BODYSTRUCTURE: kept in its final form since the message arrived.</summary>
internal sealed class BodyStructureItem : FetchItem
{
    public static BodyStructureItem Instance { get; } = new();

    public override FetchNeeds Needs => FetchNeeds.Digest;

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("BODYSTRUCTURE "u8);
        writer.Formed(writer.Mode == WireMode.Utf8 ? message.DigestView.BodyStructureUtf8 : message.DigestView.BodyStructure);
        return ValueTask.CompletedTask;
    }
}
