using System.Collections.Immutable;
using Culver.Imap.Commands.Status;
using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.List;

// list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]            RFC 9051 §9
// list-select-opts = "(" [(*(list-select-opt SP) list-select-base-opt *(SP list-select-opt)) / …] ")"
// mbox-or-pat = list-mailbox / patterns; patterns = "(" list-mailbox *(SP list-mailbox) ")"
// list-return-opts = "RETURN" SP "(" [return-option *(SP return-option)] ")"
internal sealed record ListCommand(
    bool IsExtended, ListSelection Selection, string Reference, ImmutableArray<string> Patterns, ListReturn Return, ImmutableArray<StatusItem> Status)
    : IImapCommand<ListCommand>
{
    public static ListCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        // RFC 5258 §3: who does not announce LIST-EXTENDED knows the basic form alone.
        var mayExtend = context.Offers("LIST-EXTENDED");
        var isExtended = mayExtend && reader.Peek == '(';
        var selection = ListSelection.None;
        if (isExtended)
        {
            selection = SelectionOptions(ref reader, context);
            reader.Space();
        }

        var reference = reader.Mailbox();
        reader.Space();
        var patterns = ImmutableArray.CreateBuilder<string>();
        if (mayExtend && reader.TryOpen())
        {
            isExtended = true;
            do
            {
                if (patterns.Count == context.Session.Options.MaxListPatterns)
                    throw reader.Beyond(Limits.ListPatterns, $"at most {context.Session.Options.MaxListPatterns} patterns");
                patterns.Add(reader.ListMailbox());
            }
            while (reader.TrySpace());
            reader.Close();
        }
        else
        {
            patterns.Add(reader.ListMailbox());
        }

        var returns = ListReturn.None;
        var status = ImmutableArray<StatusItem>.Empty;
        if (mayExtend && reader.TrySpace())
        {
            isExtended = true;
            reader.Keyword("RETURN"u8);
            reader.Space();
            returns = ReturnOptions(ref reader, context, ref status);
        }

        reader.End();
        return new(isExtended, selection, reference, patterns.ToImmutable(), returns, status);
    }

    private static ListSelection SelectionOptions(ref ImapReader reader, ParseContext context)
    {
        var options = ListSelection.None;
        reader.Open();
        if (reader.TryClose())
            return options;
        do
        {
            options |= reader.TryKeyword("SUBSCRIBED"u8) ? ListSelection.Subscribed
                : reader.TryKeyword("REMOTE"u8) ? ListSelection.Remote
                : reader.TryKeyword("RECURSIVEMATCH"u8) ? ListSelection.RecursiveMatch
                : context.Offers("SPECIAL-USE") && reader.TryKeyword("SPECIAL-USE"u8) ? ListSelection.SpecialUse
                // RFC 9051 §6.3.9: an option that is not known is BAD.
                : throw reader.Expected("SUBSCRIBED, REMOTE, RECURSIVEMATCH or SPECIAL-USE");
        }
        while (reader.TrySpace());
        reader.Close();
        // RFC 9051 §6.3.9.1: RECURSIVEMATCH says how to match another option and is nothing by itself, nor with one that stands alone
        // (§9 list-select-independent-opt: REMOTE; RFC 6154 §6: SPECIAL-USE).
        if ((options & (ListSelection.RecursiveMatch | ListSelection.Subscribed)) == ListSelection.RecursiveMatch)
            throw reader.Expected("SUBSCRIBED beside RECURSIVEMATCH");
        return options;
    }

    private static ListReturn ReturnOptions(ref ImapReader reader, ParseContext context, ref ImmutableArray<StatusItem> status)
    {
        var options = ListReturn.None;
        reader.Open();
        if (reader.TryClose())
            return options;
        do
        {
            if (context.Offers("LIST-STATUS") && reader.TryKeyword("STATUS"u8))
            {
                reader.Space();
                status = StatusCommand.Items(ref reader, context);
                continue;
            }

            options |= reader.TryKeyword("SUBSCRIBED"u8) ? ListReturn.Subscribed
                : reader.TryKeyword("CHILDREN"u8) ? ListReturn.Children
                : context.Offers("SPECIAL-USE") && reader.TryKeyword("SPECIAL-USE"u8) ? ListReturn.SpecialUse
                : throw reader.Expected("SUBSCRIBED, CHILDREN, SPECIAL-USE or STATUS");
        }
        while (reader.TrySpace());
        reader.Close();
        return options;
    }
}
