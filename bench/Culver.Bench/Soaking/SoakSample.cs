namespace Culver.Bench.Soaking;

/// <summary>What the server took at one moment of a soak.</summary>
/// <param name="Seconds">Since the load began.</param>
/// <param name="AnonymousMegabytes">Its own memory, shared pages by their share.</param>
/// <param name="ResidentMegabytes">The same with the pages of mapped files.</param>
/// <param name="HeapMegabytes">The managed heap as the runtime last counted it; null where it does not say.</param>
/// <param name="Descriptors">Open descriptors.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Messages">Messages in all mailboxes, of which the load knows.</param>
/// <param name="Operations">Operations done since the load began.</param>
/// <param name="CpuSeconds">CPU the server has used since.</param>
internal sealed record SoakSample(
    double Seconds, double AnonymousMegabytes, double ResidentMegabytes, double? HeapMegabytes, int Descriptors, int Threads, long Messages, long Operations, double CpuSeconds);
