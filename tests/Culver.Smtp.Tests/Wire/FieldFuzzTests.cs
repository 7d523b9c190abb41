using Culver.Fuzz;

namespace Culver.Smtp.Tests.Wire;

/// <summary>Header fields and encoded bodies of the messages that come in.</summary>
public sealed class FieldFuzzTests
{
    [Fact]
    public void Spoiled_fields_and_bodies_are_decoded_alike_whole_and_in_pieces()
    {
        var seed = Random.Shared.Next();
        var result = FieldFuzz.Run(seed, 15_000);
        Assert.True(result.Findings.Count == 0, $"seed {seed}\n{string.Join('\n', result.Findings)}");
        Assert.InRange(result.Refused, 1, 14_900);
    }
}
