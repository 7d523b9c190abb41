namespace Culver.Imap.Commands.Search;

/// <summary>The cost of every key.</summary>
internal static class SearchCosts
{
    public static SearchCost Of(SearchKey key) => key switch
    {
        SearchKey.Email or SearchKey.Thread => SearchCost.Ids,
        SearchKey.Header => SearchCost.Digest,
        SearchKey.Date { IsSent: true } => SearchCost.Digest,
        SearchKey.FullText => SearchCost.Text,
        SearchKey.Not not => Of(not.Key),
        SearchKey.Or or => (SearchCost)Math.Max((int)Of(or.Left), (int)Of(or.Right)),
        SearchKey.And and => and.Keys.Max(Of),
        _ => SearchCost.Index,
    };
}
