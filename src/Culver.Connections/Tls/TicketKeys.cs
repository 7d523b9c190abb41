using System.Net.Security;

namespace Culver.Connections;

/// <summary>
/// Changes the keys that session tickets are sealed with (RFC 9325 §3.4). The runtime keeps one OpenSSL context for a certificate, and with it the
/// keys, for as long as it is served: who came by them would read what was said in a year of resumed TLS 1.2 sessions.
/// </summary>
internal sealed class TicketKeys(TimeProvider time)
{
    /// <summary>How long keys are used; a ticket itself is good for two hours at most.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();

    // When each context was met, or had its keys replaced. The address of one that is gone may come again: its keys are then younger than is said here.
    private readonly Dictionary<nint, long> _since = [];

    /// <summary>Looks at the context behind a stream whose handshake is done.</summary>
    public void Look(SslStream stream)
    {
        if (OpenSslSession.Of(stream) is not { } session)
            return;
        var context = session.Context;
        lock (_gate)
        {
            if (!_since.TryGetValue(context, out var since))
                _since.Add(context, time.GetTimestamp());
            else if (time.GetElapsedTime(since) >= Life && session.ReplaceTicketKeys())
                _since[context] = time.GetTimestamp();
        }
    }
}
