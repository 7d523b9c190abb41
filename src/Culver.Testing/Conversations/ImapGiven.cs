using System.Collections.Immutable;
using Culver.Storage;

namespace Culver.Testing.Conversations;

/// <summary>What a given line of an IMAP conversation says. A closed set; see <see cref="ImapConversation"/> for the words.</summary>
internal abstract record ImapGiven
{
    private ImapGiven()
    {
    }

    /// <summary>A mailbox, with messages, perhaps selected.</summary>
    internal sealed record Mailbox(MailboxName Name, int Messages, SpecialUse SpecialUse, ImmutableArray<(int First, int Last, MessageFlags Flags)> Flags) : ImapGiven;

    /// <summary>A message.</summary>
    internal sealed record Message(MailboxName Into, byte[] Bytes, MessageFlags Flags, DateTimeOffset? Received) : ImapGiven;

    /// <summary>What connections begin with.</summary>
    internal abstract record OfConnection(Who By) : ImapGiven;

    /// <summary>A connection that begins with a mailbox selected.</summary>
    internal sealed record Selected(MailboxName Name, bool ReadOnly, Who By) : OfConnection(By);

    /// <summary>A connection that begins with extensions enabled.</summary>
    internal sealed record Enabled(string Names, Who By) : OfConnection(By);

    /// <summary>A connection that is greeted only.</summary>
    internal sealed record NotLoggedIn(Who By) : OfConnection(By);

    /// <summary>A connection that is logged in to an account of its own.</summary>
    internal sealed record AnotherAccount(Who By) : OfConnection(By);

    /// <summary>A name in, or not in, the subscriptions.</summary>
    internal sealed record Subscription(MailboxName Name, bool Subscribed) : ImapGiven;

    /// <summary>Which connections: one, or every.</summary>
    internal readonly record struct Who(int Connection)
    {
        public static Who Everyone => new(0);

        public bool Includes(int connection) => Connection == 0 || Connection == connection;
    }
}
