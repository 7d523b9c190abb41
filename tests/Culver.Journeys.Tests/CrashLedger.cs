using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Culver.Journeys.Tests;

/// <summary>The record the clients keep of what was acknowledged, and the comparison with what a restarted server shows.</summary>
internal sealed class CrashLedger
{
    private readonly ConcurrentDictionary<string, CrashEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Mailbox, uint Uid), string> _seen = [];
    private readonly Dictionary<string, (uint UidValidity, uint UidNext)> _mailboxes = new(StringComparer.Ordinal);

    public int Count => _entries.Count;

    public int Undecided => _entries.Values.Count(static entry => entry.Allowed.Length > 1);

    public void Add(CrashEntry entry) => Assert.True(_entries.TryAdd(entry.Id, entry));

    /// <summary>RFC 9051 §2.3.1.1: UIDVALIDITY stays, and UIDNEXT never goes back. Returns UIDNEXT.</summary>
    public uint SettleMailbox(string mailbox, string examined)
    {
        var now = (UidValidity: Number("UIDVALIDITY", examined), UidNext: Number("UIDNEXT", examined));
        if (_mailboxes.TryGetValue(mailbox, out var before))
        {
            Assert.Equal(before.UidValidity, now.UidValidity);
            Assert.True(now.UidNext >= before.UidNext, $"UIDNEXT of {mailbox} went from {before.UidNext} to {now.UidNext}.");
        }

        _mailboxes[mailbox] = now;
        return now.UidNext;
    }

    /// <summary>Holds what was found against the record, and takes what was undecided as it was found: that has to last from now on.</summary>
    public void Settle(List<CrashSighting> found)
    {
        foreach (var mailbox in found.GroupBy(static seen => seen.Mailbox))
        {
            Assert.All(mailbox.Zip(mailbox.Skip(1)), static pair => Assert.True(pair.First.Uid < pair.Second.Uid));
            Assert.All(mailbox, seen => Assert.True(seen.Uid < _mailboxes[seen.Mailbox].UidNext));
        }

        foreach (var entry in _entries.Values)
        {
            foreach (var state in entry.Allowed.Where(static state => state.Uid is not null))
            {
                Assert.True(state.Uid < _mailboxes[state.Mailbox!].UidNext, $"{entry.Id}: UID {state.Uid} of {state.Mailbox} was told, and UIDNEXT is below it.");
                Claim(state.Mailbox!, state.Uid!.Value, entry.Id);
            }
        }

        var places = found.ToLookup(static seen => seen.Id, StringComparer.Ordinal);
        Assert.All(places, group => Assert.True(_entries.ContainsKey(group.Key), $"{group.Key} was never sent."));
        foreach (var entry in _entries.Values)
            Settle(entry, [.. places[entry.Id]]);
    }

    private void Settle(CrashEntry entry, CrashSighting[] places)
    {
        var allowed = string.Join(" or ", entry.Allowed.AsEnumerable());
        Assert.True(places.Length <= 1, $"{entry.Id} is there {places.Length} times; allowed: {allowed}");
        if (places.Length == 0)
        {
            Assert.True(entry.Allowed.Contains(CrashState.Nowhere), $"{entry.Id} is lost; it has to be {allowed}");
            entry.Acknowledge(CrashState.Nowhere);
            return;
        }

        var seen = places[0];
        Assert.True(entry.Allowed.Any(state => state.Admits(seen)), $"{entry.Id} is {seen.Uid} in {seen.Mailbox} with '{seen.Flags}'; it has to be {allowed}");
        Assert.True(entry.Delivered ? seen.Text.EndsWith("\r\n" + entry.Text, StringComparison.Ordinal) : seen.Text == entry.Text, $"{entry.Id} has other bytes than were sent.");
        Claim(seen.Mailbox, seen.Uid, entry.Id);
        entry.Acknowledge(new(seen.Mailbox, seen.Uid, seen.Flags));
    }

    /// <summary>A UID names one message for good, also when that has gone.</summary>
    private void Claim(string mailbox, uint uid, string id)
    {
        if (!_seen.TryAdd((mailbox, uid), id))
            Assert.Equal(_seen[(mailbox, uid)], id);
    }

    private static uint Number(string code, string examined) =>
        uint.Parse(Regex.Match(examined, $@"\[{code} (\d+)\]").Groups[1].Value, CultureInfo.InvariantCulture);
}
