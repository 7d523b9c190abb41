using System.Globalization;

namespace Culver.Imap.Tests.Model;

/// <summary>A message as the model knows it.</summary>
internal sealed class ModelMessage(uint uid, IEnumerable<string> flags, string subject)
{
    public uint Uid { get; } = uid;

    public SortedSet<string> Flags { get; set; } = new(flags, StringComparer.Ordinal);

    public string Subject { get; } = subject;

    /// <summary>The whole message, a function of its subject.</summary>
    public string Text => TextOf(Subject);

    /// <summary>What FETCH tells as ENVELOPE (RFC 9051 §7.5.2): who wrote it stands for sender and reply-to too.</summary>
    public string Envelope
    {
        get
        {
            const string From = "((\"Ada \\\"the first\\\" L.\" NIL \"ada\" \"example.org\"))";
            var number = NumberOf(Subject);
            var to = number % 3 == 0 ? "NIL" : "((\"B, C\" NIL \"b\" \"example.org\")(NIL NIL \"d\" \"example.org\"))";
            return $"ENVELOPE (\"Thu, 1 Jan 2026 00:00:{number % 60:00} +0000\" \"{Subject}\" {From} {From} {From} {to} NIL NIL NIL \"<{number}@example.org>\")";
        }
    }

    public static string TextOf(string subject)
    {
        var number = NumberOf(subject);
        var to = number % 3 == 0 ? "" : "To: \"B, C\" <b@example.org>,\r\n d@example.org\r\n";
        return $"From: \"Ada \\\"the first\\\" L.\" <ada@example.org>\r\nDate: Thu, 1 Jan 2026 00:00:{number % 60:00} +0000\r\n{to}Message-ID: <{number}@example.org>\r\n"
            + $"Subject: {subject}\r\n\r\nThe body of {subject}.\r\n";
    }

    private static int NumberOf(string subject) => int.Parse(subject[(subject.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
}

/// <summary>A mailbox as the model knows it.</summary>
internal sealed class ModelMailbox(string name)
{
    public string Name { get; set; } = name;

    public List<ModelMessage> Messages { get; } = [];

    public uint UidNext { get; set; } = 1;

    /// <summary>As first told; never another.</summary>
    public uint? UidValidity { get; set; }

    public bool IsGone { get; set; }

    /// <summary>A name that only holds others: its mailbox was deleted.</summary>
    public bool IsNoselect { get; init; }

    /// <summary>The first UID no session was told of as \Recent (RFC 3501 §2.3.2).</summary>
    public uint RecentFloor { get; set; } = 1;

    /// <summary>The highest mod-sequence ever told of it.</summary>
    public long HighestModSeq { get; set; }

    public ModelMessage? Find(uint uid) => Messages.Find(message => message.Uid == uid);

    public ModelMessage Add(IEnumerable<string> flags, string subject)
    {
        var message = new ModelMessage(UidNext++, flags, subject);
        Messages.Add(message);
        return message;
    }
}
