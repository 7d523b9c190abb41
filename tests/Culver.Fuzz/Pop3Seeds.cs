namespace Culver.Fuzz;

/// <summary>What is right in POP3, for <see cref="SessionFuzz"/> to spoil: ways into each state, and commands.</summary>
internal static class Pop3Seeds
{
    /// <summary>The ways into each state; {user} and {password} are put in.</summary>
    public static readonly string[] States =
    [
        "", "USER {user}\r\n", "USER {user}\r\nPASS {password}\r\n", "UTF8\r\nUSER {user}\r\nPASS {password}\r\n", "AUTH PLAIN\r\n", "AUTH LOGIN\r\ndXNlcg==\r\n",
        "AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9clByUERmVlM=\r\n", "USER {user}\r\nPASS {password}\r\nDELE 1\r\n",
    ];

    private static readonly string[] Commands =
    [
        "CAPA", "STAT", "LIST", "LIST 1", "UIDL", "UIDL 2", "RETR 1", "RETR 2", "RETR 3", "TOP 1 0", "TOP 2 5", "TOP 3 1000000", "DELE 1", "DELE 3", "RSET", "NOOP", "UTF8", "LANG", "LANG en", "LANG *",
        "USER {user}", "PASS {password}", "AUTH", "AUTH PLAIN AHVzZXIAcHdk", "AUTH LOGIN\r\ndXNlcg==\r\n*", "STLS", "APOP {user} c4c9334bac560ecc979e58001b3e22fb", "AUTH CRAM-MD5\r\n*",
    ];

    /// <summary>A line; QUIT now and then, which ends a session for good.</summary>
    public static string Line(Random random) => (random.Next(60) == 0 ? "QUIT" : Commands[random.Next(Commands.Length)]) + "\r\n";
}
