using Culver.Imap.Session;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>FLAGS.</summary>
internal sealed class FlagsItem : FetchItem
{
    public static FlagsItem Instance { get; } = new();

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("FLAGS "u8);
        writer.Flags(message.Snapshot, message.Row, message.Session.ShowsRecent && message.Mailbox.Recent.Contains(message.Row.Uid));
        return ValueTask.CompletedTask;
    }
}

/// <summary>UID.</summary>
internal sealed class UidItem : FetchItem
{
    public static UidItem Instance { get; } = new();

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("UID "u8);
        writer.Number((ulong)message.Row.Uid.Value);
        return ValueTask.CompletedTask;
    }
}

/// <summary>MODSEQ (RFC 7162 §3.1.4.2).</summary>
internal sealed class ModSeqItem : FetchItem
{
    public static ModSeqItem Instance { get; } = new();

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("MODSEQ ("u8);
        writer.Number(message.Row.ModSeq.Value);
        writer.Close();
        return ValueTask.CompletedTask;
    }
}

/// <summary>INTERNALDATE.</summary>
internal sealed class InternalDateItem : FetchItem
{
    public static InternalDateItem Instance { get; } = new();

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("INTERNALDATE "u8);
        writer.DateTime(message.Row.InternalDate.ToDateTimeOffset());
        return ValueTask.CompletedTask;
    }
}

/// <summary>RFC822.SIZE.</summary>
internal sealed class SizeItem : FetchItem
{
    public static SizeItem Instance { get; } = new();

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("RFC822.SIZE "u8);
        writer.Number(message.Row.Size);
        return ValueTask.CompletedTask;
    }
}

/// <summary>EMAILID (RFC 8474 §5.1).</summary>
internal sealed class EmailIdItem : FetchItem
{
    public static EmailIdItem Instance { get; } = new();

    public override FetchNeeds Needs => FetchNeeds.Ids;

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("EMAILID ("u8);
        writer.Atom(message.Ids.EmailId.ToString());
        writer.Close();
        return ValueTask.CompletedTask;
    }
}

/// <summary>THREADID (RFC 8474 §5.2).</summary>
internal sealed class ThreadIdItem : FetchItem
{
    public static ThreadIdItem Instance { get; } = new();

    public override FetchNeeds Needs => FetchNeeds.Ids;

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("THREADID ("u8);
        writer.Atom(message.Ids.ThreadId.ToString());
        writer.Close();
        return ValueTask.CompletedTask;
    }
}

/// <summary>ENVELOPE: kept in its final form since the message arrived.</summary>
internal sealed class EnvelopeItem : FetchItem
{
    public static EnvelopeItem Instance { get; } = new();

    public override FetchNeeds Needs => FetchNeeds.Digest;

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("ENVELOPE "u8);
        // RFC 9755 §3, RFC 9051 §7.5.2: no raw UTF-8 before it is enabled.
        writer.Formed(writer.Mode == WireMode.Utf8 ? message.DigestView.EnvelopeUtf8 : message.DigestView.Envelope);
        return ValueTask.CompletedTask;
    }
}

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
