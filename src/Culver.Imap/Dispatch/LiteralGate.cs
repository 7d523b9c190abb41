using Culver.Imap.Session;
using Culver.Imap.Wire;

namespace Culver.Imap.Dispatch;

/// <summary>
/// Asks the command what becomes of a literal. Ordinary ones are inline and small; before login smaller still, so that strangers
/// cost little.
/// </summary>
internal sealed class LiteralGate(ImapSession session, ImapRegistry registry, ImapOptions options) : ILiteralGate
{
    /// <summary>What a stranger may say at once.</summary>
    public FramerLimits LimitsBeforeLogin { get; } = new()
    {
        Line = Math.Min(options.MaxLine, options.MaxCommandBeforeLogin),
        Command = options.MaxCommandBeforeLogin,
        Discard = options.MaxDiscardBeforeLogin,
        LiteralMinus = options.LiteralMinus,
    };

    /// <summary>What who is logged in may say at once.</summary>
    public FramerLimits LimitsAfterLogin { get; } = new()
    {
        Line = options.MaxLine,
        Command = options.MaxCommand,
        Discard = options.MaxDiscard,
        LiteralMinus = options.LiteralMinus,
    };

    /// <summary>The framer this gate serves.</summary>
    public CommandFramer? Framer { get; set; }

    public ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, CancellationToken cancellationToken)
    {
        var reader = new ImapReader(request.Prefix, session.WireMode);
        CommandSpec? spec;
        try
        {
            reader.Tag();
            reader.Space();
            spec = registry.Find(reader.WordBytes("a command"), byUid: false, session);
        }
        catch (ImapSyntaxException nonsense)
        {
            return new(new LiteralDecision.Refuse(ResponseStatus.Bad, null, char.ToUpperInvariant(nonsense.Message[0]) + nonsense.Message[1..]));
        }

        if (request.IsNonSynchronizing && !session.Offers(options.LiteralMinus ? "LITERAL-" : "LITERAL+"))
            // RFC 7888 §4: to who does not announce them they are no literals; the octets come all the same, and are thrown away.
            return new(new LiteralDecision.Refuse(ResponseStatus.Bad, null, "Expected a literal that waits to be asked for"));
        if (spec?.Literals is { } literals)
        {
            return (spec.States & session.State) == SessionStates.None
                ? new(new LiteralDecision.Refuse(ResponseStatus.Bad, null, "Log in first"))
                : literals.DecideAsync(request, session, cancellationToken);
        }

        var most = session.Account is null ? options.MaxLiteralBeforeLogin : options.MaxLiteral;
        return new(request.Size <= most
            ? LiteralDecision.Inline
            : new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.TooBig, $"A literal here may have {most} octets"));
    }
}
