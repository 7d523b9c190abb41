using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Search;

/// <summary>SEARCH and UID SEARCH (RFC 9051 §6.4.4, RFC 4731, RFC 5182, RFC 7162 §3.1.5).</summary>
internal sealed class SearchHandler(FairTurns<AccountId> searches, TimeProvider time) : ICommandHandler<SearchCommand>
{
    public async ValueTask<CommandResult> HandleAsync(SearchCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var mailbox = context.Mailbox;
        var isSaving = command.Return is { } options && (options & SearchReturn.Save) != SearchReturn.None;
        if (command.UnknownCharset is not null)
        {
            // RFC 5182 §2.1: a saving SEARCH that fails empties the variable.
            if (isSaving)
                mailbox.Saved = UidSet.Empty;
            return CommandResult.No(ResponseCode.BadCharset(SearchCharset.Known), "That charset is not known here");
        }

        // RFC 7162 §3.1: a client that asks by MODSEQ is one that understands it from then on.
        var asksModSeq = command.Key.Mentions(static key => key is SearchKey.ModSeqSince);
        if (asksModSeq)
            context.Session.Enable(ImapFeatures.Condstore);
        var snapshot = await mailbox.View.SnapshotAsync(cancellationToken);
        Candidates found;
        try
        {
            await using var turn = new SearchTurn(searches, mailbox.Account.Id, time);
            found = await new SearchEvaluator(mailbox, snapshot, turn, context.Session.Options.MaxHeader).RunAsync(command.Key, cancellationToken);
        }
        catch when (isSaving)
        {
            mailbox.Saved = UidSet.Empty;
            throw;
        }

        var hit = new SearchHits(found);
        if (isSaving)
            mailbox.Saved = hit.Saved(command.Return!.Value);
        Write(command, context, hit, asksModSeq);
        return CommandResult.Ok("SEARCH completed");
    }

    private static void Write(SearchCommand command, CommandContext context, SearchHits hits, bool asksModSeq)
    {
        // RFC 9051 §6.4.4: rev2 knows only ESEARCH; without RETURN it asks for ALL.
        var options = command.Return ?? (context.Session.Has(ImapFeatures.Imap4Rev2) ? SearchReturn.All : SearchReturn.None);
        if (options == SearchReturn.None)
            SearchResponse.WriteSearch(context.Writer, hits, command.ByUid, asksModSeq);
        else if (options != SearchReturn.Save)
            SearchResponse.WriteESearch(context.Writer, context.Tag.Span, hits, command.ByUid, options, asksModSeq);
    }
}
