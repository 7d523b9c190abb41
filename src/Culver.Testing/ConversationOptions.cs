namespace Culver.Testing;

/// <summary>How a conversation is played.</summary>
public sealed record ConversationOptions
{
    /// <summary>Over TLS from the first byte. IMAP, POP3 and submission only.</summary>
    public bool Tls { get; init; }

    /// <summary>Cuts what the clients send at borders drawn from this seed; null sends each line whole. A failure names the seed.</summary>
    public int? CutSeed { get; init; }

    /// <summary>How long a silent server is waited for before the conversation fails.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The account the clients log in to; a new one when not given.</summary>
    public TestAccount? Account { get; init; }
}
