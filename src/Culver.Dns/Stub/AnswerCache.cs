using Culver.Dns.Wire;

namespace Culver.Dns.Stub;

/// <summary>
/// Answers that may still be given. Two generations: new answers go to the young one; when it is full it becomes the old one and
/// the old one is forgotten, so that the number is bounded and what is asked for often stays. Not safe by itself: its owner has a lock.
/// </summary>
internal sealed class AnswerCache(int capacity, TimeProvider time)
{
    private readonly int _half = (capacity + 1) / 2;
    private Dictionary<DnsQuestion, Entry> _young = [];
    private Dictionary<DnsQuestion, Entry> _old = [];

    public int Count => _young.Count + _old.Count;

    public DnsAnswer<TRecord>? Find<TRecord>(DnsQuestion question)
    {
        var isYoung = _young.TryGetValue(question, out var entry);
        if (!isYoung && !_old.Remove(question, out entry))
            return null;
        var left = entry.Life - time.GetElapsedTime(entry.Since);
        if (left <= TimeSpan.Zero)
        {
            _young.Remove(question);
            return null;
        }

        if (!isYoung)
            Put(question, entry);
        return (DnsAnswer<TRecord>)entry.Answer with { TimeToLive = left };
    }

    public void Keep<TRecord>(DnsQuestion question, DnsAnswer<TRecord> answer)
    {
        if (answer.TimeToLive <= TimeSpan.Zero || capacity == 0)
            return;
        _old.Remove(question);
        Put(question, new(answer, time.GetTimestamp(), answer.TimeToLive));
    }

    private void Put(DnsQuestion question, Entry entry)
    {
        if (_young.Count >= _half && !_young.ContainsKey(question))
            (_old, _young) = (_young, []);
        _young[question] = entry;
    }

    private readonly record struct Entry(object Answer, long Since, TimeSpan Life);
}
