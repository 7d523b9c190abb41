namespace Culver.Imap.Wire;

/// <summary>
/// A literal whose bytes went to a sink. The command text keeps its header; this says which sink holds the rest.
/// Whoever handles the command takes the sink, and owns it from then on; a sink nobody took is aborted when the framer
/// lets go of the command.
/// </summary>
internal sealed class StagedLiteral(ILiteralSink sink, int offset, long size, bool isBinary)
{
    /// <summary>Where in the command text the bytes would stand: right after the header's line end.</summary>
    public int Offset { get; } = offset;

    /// <summary>The octets announced and received.</summary>
    public long Size { get; } = size;

    /// <summary>Whether it came as literal8.</summary>
    public bool IsBinary { get; } = isBinary;

    /// <summary>Whether somebody owns the sink already.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Takes over the sink, once.</summary>
    public ILiteralSink Take()
    {
        if (IsTaken)
        {
            throw new InvalidOperationException("The staged literal was taken before.");
        }

        IsTaken = true;
        return sink;
    }
}
