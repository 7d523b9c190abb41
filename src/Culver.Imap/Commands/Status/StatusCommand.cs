using System.Collections.Immutable;
using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Status;

// status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"                            RFC 9051 §9
internal sealed record StatusCommand(string Mailbox, ImmutableArray<StatusItem> WhatToTell) : IImapCommand<StatusCommand>
{
    public static StatusCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var mailbox = reader.Mailbox();
        reader.Space();
        var items = Items(ref reader, context);
        reader.End();
        return new(mailbox, items);
    }

    /// <summary>"(" status-att *(SP status-att) ")"; each once.</summary>
    public static ImmutableArray<StatusItem> Items(ref ImapReader reader, ParseContext context)
    {
        var items = ImmutableArray.CreateBuilder<StatusItem>();
        reader.Open();
        do
        {
            var start = reader.Position;
            if (!context.Registry.StatusItems.TryGetValue(reader.Word("a STATUS item"), out var item) || (item.Capability is not null && !context.Offers(item.Capability)))
            {
                reader.Rewind(start);
                throw reader.Expected("a STATUS item");
            }

            if (!items.Contains(item))
                items.Add(item);
        }
        while (reader.TrySpace());
        reader.Close();
        return items.ToImmutable();
    }
}
