namespace Culver.Hostile;

/// <summary>Where the server listens, and who has accounts there.</summary>
/// <param name="Imap">The port of IMAP.</param>
/// <param name="Imaps">The port of IMAP over TLS.</param>
/// <param name="Smtp">The port of SMTP.</param>
internal sealed record Target(int Imap, int Imaps, int Smtp)
{
    public const string Password = "hostile-bench";

    /// <summary>Accounts load0@localhost and on: the first belong to well-behaved clients, the others to attackers.</summary>
    public const int Accounts = 40;

    public const int FirstAttacker = 8;

    /// <summary>Messages in the INBOX of the first attacker.</summary>
    public const int AttackedMessages = 5000;
}
