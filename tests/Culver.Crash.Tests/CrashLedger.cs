using System.Collections.Concurrent;

namespace Culver.Crash.Tests;

/// <summary>
/// The record the clients keep of what was acknowledged, and the comparison with what is found afterwards. A moment is whatever
/// <paramref name="now"/> counts; without it, everything on record has happened.
/// </summary>
internal sealed class CrashLedger(Func<long>? now = null)
{
    private readonly ConcurrentDictionary<string, CrashEntry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CrashBox> _boxes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CrashBox> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<(string Mailbox, CrashFacts Facts, long Told)> _facts = [];
    // A UID names one message for good, also when that has gone.
    private readonly Dictionary<(string Mailbox, uint Uid), string> _uids = [];

    /// <summary>This moment.</summary>
    public long Now => now?.Invoke() ?? 0;

    public int Count => _entries.Count;

    public int Undecided => _entries.Values.Count(static entry => entry.AllowedAt(long.MaxValue).Count > 1);

    public void Add(CrashEntry entry) => Assert.True(_entries.TryAdd(entry.Id, entry));

    public void Add(CrashBox box) => Assert.True(_boxes.TryAdd(box.Key, box));

    /// <summary>The box is about to have a name; no name is used twice.</summary>
    public void Attempt(CrashBox box, string? name)
    {
        if (name is not null)
            Assert.True(_names.TryAdd(name, box));
        box.Attempt(name, Now);
    }

    /// <summary>A mailbox told something of itself.</summary>
    public void Told(string mailbox, CrashFacts facts) => _facts.Add((mailbox, facts, Now));

    /// <summary>The key of a mailbox: that of its box where it has one.</summary>
    public string KeyOf(string mailbox) => _names.TryGetValue(mailbox, out var box) ? box.Key : mailbox;

    /// <summary>Holds what was found when the server ended at <paramref name="moment"/> against the record.</summary>
    /// <param name="mailboxes">The mailboxes found, by name.</param>
    /// <param name="found">The messages found; their mailboxes by name.</param>
    /// <param name="moment">When it ended.</param>
    public void Verify(IReadOnlyDictionary<string, CrashFacts> mailboxes, IEnumerable<CrashSighting> found, long moment = long.MaxValue) => Resolve(mailboxes, found, moment);

    /// <summary>Verifies, and takes what was undecided as it was found: that has to last from now on.</summary>
    public void Settle(IReadOnlyDictionary<string, CrashFacts> mailboxes, IEnumerable<CrashSighting> found)
    {
        var seen = Resolve(mailboxes, found, long.MaxValue);
        foreach (var (name, facts) in mailboxes)
            Told(KeyOf(name), facts);
        foreach (var box in _boxes.Values)
            box.Settle(NameOf(box, mailboxes));
        foreach (var entry in _entries.Values)
        {
            var place = seen[entry.Id].FirstOrDefault();
            entry.Settle(place is null ? CrashState.Nowhere : new(place.Mailbox, place.Uid, place.Flags));
            if (place is not null)
                _uids[(place.Mailbox, place.Uid)] = entry.Id;
        }
    }

    private static string? NameOf(CrashBox box, IReadOnlyDictionary<string, CrashFacts> mailboxes) =>
        box.AllowedAt(long.MaxValue).SingleOrDefault(name => name is not null && mailboxes.ContainsKey(name));

    private ILookup<string, CrashSighting> Resolve(IReadOnlyDictionary<string, CrashFacts> mailboxes, IEnumerable<CrashSighting> found, long moment)
    {
        foreach (var box in _boxes.Values)
            Verify(box, mailboxes, moment);
        var facts = mailboxes.ToDictionary(pair => KeyOf(pair.Key), static pair => pair.Value, StringComparer.Ordinal);
        foreach (var told in _facts.Where(told => told.Told <= moment && facts.ContainsKey(told.Mailbox)))
            Assert.True(facts[told.Mailbox].MayFollow(told.Facts), $"{told.Mailbox} had {told.Facts} and now has {facts[told.Mailbox]}.");
        var sightings = found.Select(seen => seen with { Mailbox = KeyOf(seen.Mailbox) }).ToList();
        foreach (var mailbox in sightings.GroupBy(static seen => seen.Mailbox))
        {
            Assert.All(mailbox.Zip(mailbox.Skip(1)), static pair => Assert.True(pair.First.Uid < pair.Second.Uid));
            Assert.All(mailbox, seen => Assert.True(seen.Uid < facts[seen.Mailbox].UidNext));
        }

        var places = sightings.ToLookup(IdOf, StringComparer.Ordinal);
        Assert.All(places, group => Assert.True(_entries.ContainsKey(group.Key), $"{group.Key} was never sent."));
        var uids = new Dictionary<(string Mailbox, uint Uid), string>(_uids);
        foreach (var entry in _entries.Values)
            Verify(entry, [.. places[entry.Id]], facts, uids, moment);
        return places;
    }

    private void Verify(CrashBox box, IReadOnlyDictionary<string, CrashFacts> mailboxes, long moment)
    {
        var allowed = box.AllowedAt(moment);
        var names = mailboxes.Keys.Where(name => _names.GetValueOrDefault(name) == box).ToList();
        Assert.True(names.Count <= 1, $"{box.Key} is there as {string.Join(" and ", names)}");
        Assert.True(allowed.Contains(names.SingleOrDefault()), $"{box.Key} is there as '{names.SingleOrDefault()}'; it has to be '{string.Join("' or '", allowed)}'");
    }

    private static void Verify(CrashEntry entry, CrashSighting[] places, Dictionary<string, CrashFacts> facts, Dictionary<(string Mailbox, uint Uid), string> uids, long moment)
    {
        var allowed = entry.AllowedAt(moment);
        var words = string.Join(" or ", allowed);
        // The first is the one that was acknowledged.
        if (allowed[0] is { Uid: { } told, Mailbox: { } place } && facts.TryGetValue(place, out var mailbox))
        {
            Assert.True(told < mailbox.UidNext, $"{entry.Id}: UID {told} of {place} was told, and UIDNEXT is below it.");
            Claim(place, told);
        }

        Assert.True(places.Length <= 1, $"{entry.Id} is there {places.Length} times; allowed: {words}");
        if (places.Length == 0)
        {
            Assert.True(allowed.Contains(CrashState.Nowhere), $"{entry.Id} is lost; it has to be {words}");
            // What is there no more because its mailbox is gone is gone with the mailbox.
            if (allowed.Count > 1 && entry.IsCopy)
                Assert.True(allowed[0].Mailbox is null || !facts.ContainsKey(allowed[0].Mailbox!), $"{entry.Id} is lost, and its mailbox is there; it has to be {words}");
            return;
        }

        var seen = places[0];
        Assert.True(allowed.Any(state => state.Admits(seen)), $"{entry.Id} is {seen.Uid} in {seen.Mailbox} with '{seen.Flags}'; it has to be {words}");
        Assert.True(entry.Delivered ? seen.Text.EndsWith("\r\n" + entry.Text, StringComparison.Ordinal) : seen.Text == entry.Text, $"{entry.Id} has other bytes than were sent.");
        Claim(seen.Mailbox, seen.Uid);

        void Claim(string mailbox, uint uid)
        {
            if (!uids.TryAdd((mailbox, uid), entry.Id))
                Assert.Equal(uids[(mailbox, uid)], entry.Id);
        }
    }

    /// <summary>A copy in a box is an entry of its own.</summary>
    private string IdOf(CrashSighting seen) => _boxes.ContainsKey(seen.Mailbox) ? CrashEntry.CopyId(seen.MessageId, seen.Mailbox) : seen.MessageId;
}
