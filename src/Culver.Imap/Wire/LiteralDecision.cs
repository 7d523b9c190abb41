namespace Culver.Imap.Wire;

/// <summary>What is done with a literal.</summary>
internal abstract record LiteralDecision
{
    private LiteralDecision()
    {
    }

    /// <summary>It becomes part of the command's bytes, within the limit of a command.</summary>
    public static LiteralDecision Inline { get; } = new InlineCase();

    /// <summary>It becomes part of the command's bytes.</summary>
    internal sealed record InlineCase : LiteralDecision;

    /// <summary>It goes to <paramref name="Sink"/> as it arrives and is never held in memory.</summary>
    internal sealed record Stage(ILiteralSink Sink) : LiteralDecision;

    /// <summary>
    /// The command ends here with a tagged NO or BAD. A synchronizing literal is then never sent;
    /// a non-synchronizing one is read and thrown away with the rest of its command.
    /// </summary>
    internal sealed record Refuse(ResponseStatus Status, ResponseCode? Code, string Text) : LiteralDecision
    {
        /// <summary>The limit it went beyond: one of <see cref="Limits"/>.</summary>
        public string? Limit { get; init; } = Code == ResponseCode.TooBig || Code == ResponseCode.OverQuota ? Limits.Literal : null;
    }
}
