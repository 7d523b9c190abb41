using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Culver.Storage;

namespace Culver.Testing.Conversations;

/// <summary>Reads given lines of IMAP conversations.</summary>
internal static partial class ImapGivenSyntax
{
    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    /// <summary>Reads a line; one may say several things.</summary>
    /// <exception cref="FormatException">It is not in the vocabulary.</exception>
    public static IEnumerable<ImapGiven> Parse(ConversationStep.Given given)
    {
        var clauses = given.Text.Split(',', StringSplitOptions.TrimEntries);
        if (NotLoggedIn().Match(given.Text) is { Success: true } notLoggedIn)
            return [new ImapGiven.NotLoggedIn(Who(notLoggedIn.Groups["who"].Value, given))];
        if (AnotherAccount().Match(given.Text) is { Success: true } another)
            return [new ImapGiven.AnotherAccount(Who(another.Groups["who"].Value, given))];
        if (Enabled().Match(given.Text) is { Success: true } enabled)
            return [new ImapGiven.Enabled(enabled.Groups["names"].Value.Replace("rev2", "IMAP4rev2", StringComparison.Ordinal), Who(enabled.Groups["who"].Value, given))];
        if (Subscribed().Match(given.Text) is { Success: true } subscribed)
            return [new ImapGiven.Subscription(Name(subscribed, given), !subscribed.Groups["not"].Success)];
        if (Message().Match(clauses[0]) is { Success: true } message)
            return [ReadMessage(given, Name(message, given), clauses.AsSpan(1))];
        if (Mailbox().Match(clauses[0]) is { Success: true } mailbox)
            return ReadMailbox(given, mailbox, clauses.AsSpan(1));
        throw Unknown(given, given.Text);
    }

    private static ImapGiven.Message ReadMessage(ConversationStep.Given given, MailboxName mailbox, ReadOnlySpan<string> clauses)
    {
        var flags = MessageFlags.None;
        DateTimeOffset? received = null;
        foreach (var clause in clauses)
        {
            if (clause.StartsWith("received ", StringComparison.Ordinal))
            {
                // date-time as in RFC 9051 §9, without its quotes.
                received = DateTimeOffset.TryParseExact(clause["received ".Length..], "d-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var date)
                    ? date
                    : throw Unknown(given, clause);
            }
            else
            {
                flags = Flags(clause, given);
            }
        }

        return new(mailbox, given.Block ?? throw Unknown(given, "a message needs its text between {{{ and }}}"), flags, received);
    }

    private static List<ImapGiven> ReadMailbox(ConversationStep.Given given, Match mailbox, ReadOnlySpan<string> clauses)
    {
        var name = Name(mailbox, given);
        var count = mailbox.Groups["count"] is { Success: true } number ? (number.Value is "a" or "one" ? 1 : int.Parse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture)) : 0;
        var flags = ImmutableArray.CreateBuilder<(int, int, MessageFlags)>();
        var specialUse = SpecialUse.None;
        var selected = new List<ImapGiven>();
        foreach (var clause in clauses)
        {
            if (SelectedBy().Match(clause) is { Success: true } by)
                selected.Add(new ImapGiven.Selected(name, by.Groups["how"].Value == "examined", Who(by.Groups["who"].Value, given)));
            else if (SpecialUseClause().Match(clause) is { Success: true } use)
                specialUse |= Enum.TryParse<SpecialUse>(use.Groups["use"].Value, out var value) ? value : throw Unknown(given, clause);
            else if (Flagged().Match(clause) is { Success: true } flagged)
                flags.Add(ReadFlagged(given, flagged, count));
            else
                throw Unknown(given, clause);
        }

        return [new ImapGiven.Mailbox(name, count, specialUse, flags.ToImmutable()), .. selected];
    }

    private static (int First, int Last, MessageFlags Flags) ReadFlagged(ConversationStep.Given given, Match match, int count)
    {
        var flags = Flags(match.Groups["flags"].Value, given);
        if (match.Groups["all"].Success)
            return (1, count, flags);
        if (match.Groups["from"] is { Success: true } from)
            return (Number(from.Value), Number(match.Groups["to"].Value), flags);
        var which = match.Groups["which"].Value;
        var place = which == "last" ? count : Array.IndexOf(Ordinals, which) is var ordinal and >= 0 ? ordinal + 1 : Number(which.TrimEnd('s', 't', 'n', 'd', 'r', 'h'));
        return place >= 1 && place <= count ? (place, place, flags) : throw Unknown(given, $"there is no {which} message");

        static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static MessageFlags Flags(string text, ConversationStep.Given given)
    {
        var system = SystemFlags.None;
        var keywords = ImmutableArray.CreateBuilder<string>();
        foreach (var flag in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (flag[0] != '\\')
                keywords.Add(flag);
            else if (Enum.TryParse<SystemFlags>(flag[1..], out var known) && known != SystemFlags.None)
                system |= known;
            else
                throw Unknown(given, flag);
        }

        return new(system, keywords.ToImmutable());
    }

    private static ImapGiven.Who Who(string text, ConversationStep.Given given) => text switch
    {
        "both" or "all" or "" => ImapGiven.Who.Everyone,
        ['C', .. var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var connection) => new(connection),
        _ => throw Unknown(given, text),
    };

    private static MailboxName Name(Match match, ConversationStep.Given given) =>
        MailboxName.TryParse(match.Groups["quoted"] is { Success: true } quoted ? quoted.Value : match.Groups["name"].Value, out var name) ? name : throw Unknown(given, match.Value);

    private static FormatException Unknown(ConversationStep.Given given, string what) =>
        new($"Line {given.Line} of the script: given … {what}: that is not in the vocabulary of given lines.");

    [GeneratedRegex(@"^((?<who>C\d+) )?not logged in$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotLoggedIn();

    [GeneratedRegex(@"^(?<who>C\d+) is another account$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnotherAccount();

    [GeneratedRegex(@"^(?<names>[\w=+ -]+) enabled by (?<who>both|all|C\d+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Enabled();

    [GeneratedRegex("""^(?<not>not )?subscribed to ("(?<quoted>[^"]+)"|(?<name>\S+))$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subscribed();

    [GeneratedRegex("""^(a )?message in ("(?<quoted>[^"]+)"|(?<name>\S+))$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Message();

    [GeneratedRegex("""^(mailbox ("(?<quoted>[^"]+)"|(?<name>\S+))|(?<name>INBOX))( with (?<count>\d+|a|one) messages?)?$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mailbox();

    [GeneratedRegex(@"^(?<how>selected|examined)( by (?<who>both|all|C\d+))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SelectedBy();

    [GeneratedRegex(@"^special use \\(?<use>\w+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpecialUseClause();

    [GeneratedRegex(@"^((?<all>all)|messages (?<from>\d+) to (?<to>\d+)|the (?<which>\w+)) (?<flags>[\\$\w].*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Flagged();
}
