using Culver.Imap.Wire;

namespace Culver.Imap.Tests.Wire;

/// <summary>Answers each literal as a test says, and remembers what it was asked.</summary>
internal sealed class ScriptedGate(Func<LiteralRequest, LiteralDecision> decide) : ILiteralGate
{
    public List<string> Asked { get; } = [];

    public ValueTask<LiteralDecision> DecideAsync(LiteralRequest request, CancellationToken cancellationToken)
    {
        Asked.Add($"{Read.Latin(request.Prefix.Bytes.Span)}|{request.Size}|{(request.IsBinary ? "binary" : "text")}|{(request.IsNonSynchronizing ? "now" : "waits")}|{request.Prefix.Staged?.Count ?? 0}");
        return new(decide(request));
    }
}
