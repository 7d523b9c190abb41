namespace Culver.Mime.Headers;

/// <summary>Octets of a header block that lie together.</summary>
/// <param name="Offset">Where they begin.</param>
/// <param name="Length">How many they are.</param>
public readonly record struct HeaderSlice(int Offset, int Length);
