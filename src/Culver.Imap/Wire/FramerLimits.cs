namespace Culver.Imap.Wire;

/// <summary>How much a client may say at once. Sizes are octets.</summary>
internal sealed record FramerLimits
{
    /// <summary>The longest command line, its literals and line end not counted. RFC 7162 §4 asks for at least 8192.</summary>
    public int Line { get; init; } = 64 * 1024;

    /// <summary>The largest command with its inline literals; staged ones do not count.</summary>
    public int Command { get; init; } = 1024 * 1024;

    /// <summary>How much of one refused command is read and thrown away before the connection is closed instead.</summary>
    public long Discard { get; init; } = 64L * 1024 * 1024;

    /// <summary>Whether LITERAL- is announced instead of LITERAL+ (RFC 7888 §5).</summary>
    public bool LiteralMinus { get; init; }
}
