// Compiled into every part of the product in the configuration Coverage, and nowhere else: there the compiler marks each statement that is reached
// in an array for each method (csc -instrument:TestCoverage), and asks a method of this name for it. The name and the signatures are the compiler's.
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.CodeAnalysis.Runtime;

[ExcludeFromCodeCoverage]
internal static class Instrumentation
{
    public static bool[] CreatePayload(Guid mvid, int methodIndex, int fileIndex, ref bool[]? payload, int payloadLength)
    {
        var made = new bool[payloadLength];
        if (Interlocked.CompareExchange(ref payload, made, null) is { } earlier)
            return earlier;
        // Types of the runtime only: each part has a class of this name for itself.
        if (AppDomain.CurrentDomain.GetData("culver.coverage") is List<bool[]> all)
        {
            lock (all)
                all.Add(made);
        }

        return made;
    }

    public static bool[] CreatePayload(Guid mvid, int methodIndex, int[] fileIndices, ref bool[]? payload, int payloadLength) =>
        CreatePayload(mvid, methodIndex, 0, ref payload, payloadLength);
}
