namespace Culver.Imap.Commands.Search;

/// <summary>The cost of every key.</summary>
internal static class SearchCosts
{
    /// <summary>How many keys there are, within others too.</summary>
    public static int Keys(SearchKey key) => key switch
    {
        SearchKey.Not not => Keys(not.Key),
        SearchKey.Or or => Keys(or.Left) + Keys(or.Right),
        SearchKey.And and => and.Keys.Sum(Keys),
        _ => 1,
    };

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
