using System.Text;

namespace Culver.Sasl.Tests;

/// <summary>Text to octets and back, for scripts of exchanges.</summary>
internal static class Octets
{
    public static ReadOnlyMemory<byte> Of(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> octets) => Encoding.UTF8.GetString(octets.Span);

    public static string Challenge(SaslStep step) => Text(Xunit.Assert.IsType<SaslStep.Challenge>(step).Octets);

    public static SaslFailure Failure(SaslStep step) => Xunit.Assert.IsType<SaslStep.Failure>(step).Reason;

    public static string Response(SaslClientStep step) => Text(Xunit.Assert.IsType<SaslClientStep.Response>(step).Octets);
}
