using Culver.Connections;
using Culver.Pop3.Dispatch;
using Culver.Pop3.Wire;
using Culver.Sasl.SharedSecrets;

namespace Culver.Pop3.Session;

/// <summary>
/// What is known of one client between commands. Rules upheld: there is at most one maildrop, and whatever ends the session gives it and its
/// lock back; after STLS nothing the client said before is remembered (RFC 2595 §4).
/// </summary>
internal sealed class Pop3Session : IAsyncDisposable
{
    public Pop3Session(ClientConnection connection, Pop3Environment environment)
    {
        Connection = connection;
        Environment = environment;
        Writer = new(connection.Output);
        Timestamp = environment.OffersApop ? SecretChallenge.Make() : [];
        Lines = new(connection, Writer, environment.Options.MaxCommandLine);
    }

    public ClientConnection Connection { get; }

    public Pop3Environment Environment { get; }

    public Pop3Options Options => Environment.Options;

    public ResponseWriter Writer { get; }

    /// <summary>The client's lines: commands, and the answers of a SASL exchange.</summary>
    public LineReader Lines { get; }

    /// <summary>The timestamp of the greeting, for APOP (RFC 1939 §7); empty where that is not offered.</summary>
    public byte[] Timestamp { get; }

    /// <summary>The name from USER; <see langword="null"/> when PASS is not legal.</summary>
    public string? UserName { get; set; }

    /// <summary>Whether the client asked for UTF-8 mode (RFC 6856 §2.1).</summary>
    public bool IsUtf8 { get; set; }

    /// <summary>The open maildrop; <see langword="null"/> before login.</summary>
    public Maildrop? Maildrop { get; private set; }

    /// <summary>Commands in a row that were refused for what they are.</summary>
    public int BadCommands { get; set; }

    public SessionStates State => Maildrop is null ? SessionStates.Authorization : SessionStates.Transaction;

    /// <summary>Whether the connection ends when the present command is answered.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Logins that were refused.</summary>
    public int FailedLogins { get; set; }

    /// <summary>How long to wait for the next line. Null before login: that time runs from the greeting, whatever is said.</summary>
    // RFC 1939 §3 has at least ten minutes for a timer of inactivity, which any command resets. Before login there is none such: who only talks would stay for ever.
    public TimeSpan? Patience => Maildrop is null ? default(TimeSpan?) : Options.AutologoutAfter;

    public void Open(Maildrop maildrop)
    {
        UserName = null;
        Maildrop = maildrop;
    }

    public void Forget()
    {
        UserName = null;
        IsUtf8 = false;
        BadCommands = 0;
    }

    public async ValueTask CloseMaildropAsync()
    {
        if (Maildrop is not { } maildrop)
            return;
        Maildrop = null;
        await maildrop.DisposeAsync();
    }

    public ValueTask DisposeAsync() => CloseMaildropAsync();
}
