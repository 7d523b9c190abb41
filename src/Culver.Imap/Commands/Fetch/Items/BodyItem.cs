using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>BODY without a section: BODYSTRUCTURE without its extension data.</summary>
internal sealed class BodyItem : FetchItem
{
    public static BodyItem Instance { get; } = new();

    public override FetchNeeds Needs => FetchNeeds.Digest;

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("BODY "u8);
        var body = new System.Buffers.ArrayBufferWriter<byte>(1024);
        message.DigestView.WriteBody(body, writer.Mode == WireMode.Utf8);
        writer.Formed(body.WrittenSpan);
        return ValueTask.CompletedTask;
    }
}
