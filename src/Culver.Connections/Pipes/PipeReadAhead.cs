using System.IO.Pipelines;

namespace Culver.Connections;

/// <summary>What to do with bytes that were received and not yet consumed when the layer beneath changes.</summary>
internal static class PipeReadAhead
{
    /// <summary>Throws away what has arrived so far.</summary>
    public static void Drop(PipeReader reader)
    {
        // Cancelling makes TryRead give even what was examined before.
        reader.CancelPendingRead();
        if (reader.TryRead(out var read))
            reader.AdvanceTo(read.Buffer.End);
    }

    /// <summary>Makes the next read give what was examined and not consumed at once.</summary>
    public static void Reveal(PipeReader reader)
    {
        reader.CancelPendingRead();
        if (reader.TryRead(out var read))
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
    }
}
