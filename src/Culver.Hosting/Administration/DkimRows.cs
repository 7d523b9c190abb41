using Culver.Delivery;

namespace Culver.Hosting;

/// <summary>DKIM keys as administrators see them.</summary>
internal static class DkimRows
{
    // character-string: at most 255 octets (RFC 1035 §3.3).
    private const int StringLength = 255;

    public static AdministrationReply Told(DkimKeyResult result) => result switch
    {
        DkimKeyResult.Done done => Told(done.Keys),
        DkimKeyResult.Refused refused => new AdministrationReply.Refused(refused.Reason),
        _ => throw new InvalidOperationException("A result nobody tells."),
    };

    public static AdministrationReply Told(IEnumerable<DkimKeyEntry> keys) => new AdministrationReply.DkimKeyList([.. keys.Select(static key => new DkimKeyRow(
        key.Domain,
        key.Selector,
        key.Algorithm,
        key.State.ToString().ToLowerInvariant(),
        key.CreatedAt,
        key.RecordName,
        [.. key.RecordText.Chunk(StringLength).Select(static part => new string(part))]))]);
}
