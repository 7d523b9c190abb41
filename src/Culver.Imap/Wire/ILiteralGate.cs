namespace Culver.Imap.Wire;

/// <summary>Decides, at each literal a client announces, where it shall go; asked before the "+" of a synchronizing one.</summary>
internal interface ILiteralGate
{
    /// <summary>Answers for one literal. The request's memory is valid until the returned task completes.</summary>
    ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, CancellationToken cancellationToken);
}
