namespace Culver.Imap.Tests.Model;

/// <summary>A message as the model knows it.</summary>
internal sealed class ModelMessage(uint uid, IEnumerable<string> flags, string subject)
{
    public uint Uid { get; } = uid;

    public SortedSet<string> Flags { get; set; } = new(flags, StringComparer.Ordinal);

    public string Subject { get; } = subject;

    /// <summary>The whole message, a function of its subject.</summary>
    public string Text => TextOf(Subject);

    public static string TextOf(string subject) => $"From: ada@example.org\r\nSubject: {subject}\r\n\r\nThe body of {subject}.\r\n";
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
