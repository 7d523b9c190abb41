namespace Culver.Crash.Tests.Power;

/// <summary>Octets written at an offset; or, without octets, the file cut or stretched to that length.</summary>
internal readonly record struct DiskWrite(long Offset, ReadOnlyMemory<byte>? Bytes);
