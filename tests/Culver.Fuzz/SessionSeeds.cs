using System.Globalization;

namespace Culver.Fuzz;

/// <summary>What is right, for <see cref="SessionFuzz"/> to spoil: ways into each state, commands, messages.</summary>
internal static class SessionSeeds
{
    /// <summary>The ways into each state of an IMAP session; {user} and {password} are put in.</summary>
    public static readonly string[] ImapStates =
    [
        "",
        "s1 LOGIN {user} {password}\r\n",
        "s1 LOGIN {user} {password}\r\ns2 SELECT INBOX\r\n",
        "s1 LOGIN {user} {password}\r\ns2 EXAMINE INBOX\r\n",
        "s1 LOGIN {user} {password}\r\ns2 ENABLE IMAP4rev2 UTF8=ACCEPT\r\ns3 SELECT INBOX (CONDSTORE)\r\n",
        "s1 LOGIN {user} {password}\r\ns2 ENABLE QRESYNC\r\ns3 SELECT INBOX (QRESYNC (1 1))\r\n",
        "s1 LOGIN {user} {password}\r\ns2 SELECT INBOX\r\ns3 SEARCH RETURN (SAVE) ALL\r\n",
        "s1 LOGIN {user} {password}\r\ns2 SELECT INBOX\r\ns3 IDLE\r\n",
        "s1 AUTHENTICATE PLAIN\r\n",
        "s1 AUTHENTICATE SCRAM-SHA-256 biwsbj11c2VyLHI9clByUERmVlM=\r\n",
    ];

    /// <summary>Commands that are right in some state.</summary>
    public static readonly string[] ImapCommands =
    [
        "CAPABILITY", "NOOP", "ID (\"name\" \"x\" \"version\" NIL)", "ID NIL", "NAMESPACE", "CHECK", "CLOSE", "UNSELECT", "EXPUNGE", "UID EXPUNGE 1:*", "LOGOUT", "STARTTLS", "IDLE\r\nDONE",
        "ENABLE IMAP4rev2", "ENABLE CONDSTORE UTF8=ACCEPT", "LOGIN {4+}\r\nuser {3+}\r\npwd", "AUTHENTICATE PLAIN AHVzZXIAcHdk", "AUTHENTICATE LOGIN\r\ndXNlcg==\r\n*",
        "SELECT INBOX", "SELECT INBOX (CONDSTORE)", "SELECT INBOX (QRESYNC (1 3 1:9 (1,2 3,4)))", "EXAMINE \"INBOX\"", "SELECT {5+}\r\nDraft",
        "CREATE a/b", "CREATE \"x y\" (USE (\\Archive))", "DELETE a/b", "RENAME a c", "RENAME INBOX old/x", "SUBSCRIBE a", "UNSUBSCRIBE a", "CREATE &U,BTFw-",
        "LIST \"\" \"*\"", "LIST \"\" %", "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (\"*\" \"a/%\") RETURN (CHILDREN SPECIAL-USE STATUS (MESSAGES UNSEEN SIZE))", "LSUB \"\" *",
        "LIST (SPECIAL-USE) \"\" * RETURN (SUBSCRIBED)", "STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ SIZE DELETED APPENDLIMIT MAILBOXID)",
        "FETCH 1:* (UID FLAGS)", "FETCH 1 FULL", "FETCH * (ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE MODSEQ EMAILID THREADID)", "FETCH 1 (BODY[] BODY.PEEK[1.MIME] BODY[HEADER.FIELDS (Subject \"To\")])",
        "FETCH 1:3 (BODY.PEEK[TEXT]<5.10> BINARY.SIZE[1] BINARY.PEEK[1]<0.10>)", "FETCH 1 (RFC822 RFC822.HEADER RFC822.TEXT BODY)", "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)", "FETCH $ (UID)",
        "FETCH 2:1 BODY[HEADER.FIELDS.NOT (Date From)]", "FETCH 1 (BODY[2.1.HEADER] BODY[2.1.TEXT])",
        "STORE 1 +FLAGS (\\Seen \\Deleted $Label)", "STORE 1:* FLAGS.SILENT \\Flagged", "STORE 1 (UNCHANGEDSINCE 5) -FLAGS ()", "UID STORE 1:* +FLAGS (a b c)",
        "COPY 1:* Trash", "UID COPY 1 Sent", "MOVE 1 Archive", "UID MOVE * {5+}\r\nTrash",
        "SEARCH ALL", "SEARCH CHARSET UTF-8 SUBJECT {2+}\r\n\u00c3\u00a9", "SEARCH OR (FROM a NOT SEEN) (1:3 LARGER 10 SENTSINCE 1-Jan-2020)", "SEARCH RETURN (MIN MAX COUNT ALL SAVE) UID 1:* KEYWORD $Label",
        "UID SEARCH RETURN () BODY \"hello\" HEADER \"X-A\" \"\"", "SEARCH MODSEQ \"/flags/\\\\draft\" all 1", "SEARCH TEXT world BEFORE 1-Feb-2030 UNDELETED YOUNGER 100", "SEARCH $ 1,2,5:*",
    ];

    /// <summary>The ways into each state of an SMTP or LMTP session.</summary>
    public static readonly string[] SmtpStates =
    [
        "", "{hello} client.example\r\n", "{hello} client.example\r\nMAIL FROM:<a@example.org>\r\n", "{hello} client.example\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<{user}>\r\n",
        "{hello} client.example\r\nMAIL FROM:<>\r\nRCPT TO:<{user}>\r\nDATA\r\n", "{hello} client.example\r\nMAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<{user}>\r\nBDAT 10\r\n01234",
        "{hello} client.example\r\nAUTH PLAIN {plain}\r\n", "{hello} client.example\r\nAUTH PLAIN {plain}\r\nMAIL FROM:<{user}>\r\nRCPT TO:<{user}>\r\nDATA\r\nFrom: {user}\r\n",
    ];

    /// <summary>Commands that are right in some state.</summary>
    public static readonly string[] SmtpCommands =
    [
        "{hello} client.example", "HELO x", "MAIL FROM:<a@example.org>", "MAIL FROM:<> SIZE=100 BODY=8BITMIME SMTPUTF8", "RCPT TO:<{user}>", "RCPT TO:<Postmaster>", "RCPT TO:<@a,@b:{user}> NOTIFY=NEVER",
        "AUTH PLAIN {plain}", "AUTH LOGIN", "AUTH SCRAM-SHA-256 biwsbj1hLHI9eA==", "*", "MAIL FROM:<{user}>", "MAIL FROM:<{user}> RET=FULL ENVID=a+20b AUTH=<> HOLDFOR=60 BY=120;R MT-PRIORITY=-1",
        "RCPT TO:<{user}> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@x", "MAIL FROM:<{user}>\r\nRCPT TO:<{user}>\r\nDATA\r\nFrom: {user}\r\nBcc: a@b,\r\n c@d\r\nMessage-ID: <x\r\n\r\nx\r\n.",
        "RSET", "NOOP", "VRFY a", "HELP", "EXPN a", "STARTTLS", "AUTH PLAIN AHVzZXIAcHdk", "DATA", "DATA\r\nSubject: x\r\n\r\n..x\r\n.", "BDAT 5 LAST\r\nhello", "BDAT 0 LAST", "QUIT", "\r\n.\r\nMAIL FROM:<x@y>",
    ];

    /// <summary>Messages, the last of them strange.</summary>
    public static readonly string[] Messages =
    [
        "From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?Q?caf=C3=A9?= and =?iso-8859-1?B?6Q==?=\r\nDate: Thu, 1 Jan 2026 01:02:03 +0100\r\nMessage-ID: <1@x>\r\n\r\nHello world\r\n",
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\nSubject: parts\r\nReferences: <1@x> <2@x>\r\n\r\npre\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=C3=A9=\r\n!\r\n"
            + "--b1\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nFrom: \"q \\\" x\" <i@x>\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\n\r\na\r\n--b2\r\nContent-Type: text/html\r\n\r\n<p>b\r\n--b2--\r\n"
            + "--b1\r\nContent-Type: application/octet-stream; name*0*=utf-8''%C3%A9; name*1=x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"a.bin\"\r\n\r\nAAECAwQ=\r\n--b1--\r\nend\r\n",
        "From: Group: a@x, \"B\" <b@x>;, =?x?y?z?=\r\nTo: undisclosed-recipients:;\r\nDate: nonsense\r\nSubject: Re: [x] fwd: \u00c3\u00a9\r\n folded\r\nContent-Type: text/plain; charset=\"\r\n\r\n\u0080\u00ff\0\r\r\n\n",
    ];

    /// <summary>A command with a tag, or an APPEND of a message that may be spoiled itself.</summary>
    public static string ImapLine(Random random, int number)
    {
        var tag = string.Create(CultureInfo.InvariantCulture, $"t{number}");
        if (random.Next(8) > 0)
        {
            return $"{tag} {ImapCommands[random.Next(ImapCommands.Length)]}\r\n";
        }

        var message = Message(random);
        var (open, close) = random.Next(6) switch
        {
            0 => ("~{", ""),
            1 => ("UTF8 (~{", ")"),
            2 => ("(\\Seen x) {", ""),
            3 => ("\" 1-Jan-2026 00:00:00 +0000\" {", ""),
            _ => ("{", ""),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{tag} APPEND INBOX {open}{message.Length}+}}\r\n{message}{close}\r\n{tag}f FETCH * (ENVELOPE BODYSTRUCTURE BODY.PEEK[1] BODY.PEEK[2.1] BINARY.PEEK[1] BODY.PEEK[HEADER.FIELDS (Subject)])\r\n");
    }

    /// <summary>A command, or a whole message.</summary>
    public static string SmtpLine(Random random) => random.Next(8) > 0
        ? SmtpCommands[random.Next(SmtpCommands.Length)] + "\r\n"
        : "MAIL FROM:<a@example.org>\r\nRCPT TO:<{user}>\r\nDATA\r\n" + Message(random) + "\r\n.\r\n";

    private static string Message(Random random)
    {
        var message = Messages[random.Next(Messages.Length)];
        return random.Next(4) == 0 ? message : Mutation.Of(random, message);
    }
}
