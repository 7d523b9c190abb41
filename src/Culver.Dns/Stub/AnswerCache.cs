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

    /// <summary>What is known of a question: its own answer, or that there is no such name, which answers every question about it.</summary>
    public DnsAnswer<TRecord>? Find<TRecord>(DnsQuestion question)
    {
        if (Get(question, out var left) is { } own)
            return (DnsAnswer<TRecord>)own with { TimeToLive = left };
        return Get(Whole(question.Name), out left) is Denial denial
            ? new DnsAnswer<TRecord>.NxDomain { IsAuthentic = denial.IsAuthentic, Owner = question.Name, TimeToLive = left }
            : null;
    }

    public void Keep<TRecord>(DnsQuestion question, DnsAnswer<TRecord> answer)
    {
        if (answer.TimeToLive <= TimeSpan.Zero || capacity == 0)
            return;
        // RFC 2308 §5, §8: a name error is kept by name and class, whatever the type; §1: of a chain of aliases it is the last name that is not there.
        if (answer is DnsAnswer<TRecord>.NxDomain)
            Put(Whole(answer.Owner), new Denial(answer.IsAuthentic), answer.TimeToLive);
        if (answer is not DnsAnswer<TRecord>.NxDomain || answer.Owner != question.Name)
            Put(question, answer, answer.TimeToLive);
    }

    private static DnsQuestion Whole(DnsName name) => new(name, DnsRecordType.None);

    private object? Get(DnsQuestion question, out TimeSpan left)
    {
        left = default;
        var isYoung = _young.TryGetValue(question, out var entry);
        if (!isYoung && !_old.Remove(question, out entry))
            return null;
        left = entry.Life - time.GetElapsedTime(entry.Since);
        if (left <= TimeSpan.Zero)
        {
            _young.Remove(question);
            return null;
        }

        if (!isYoung)
            Put(question, entry);
        return entry.Answer;
    }

    private void Put(DnsQuestion question, object answer, TimeSpan life)
    {
        _old.Remove(question);
        Put(question, new(answer, time.GetTimestamp(), life));
    }

    private void Put(DnsQuestion question, Entry entry)
    {
        if (_young.Count >= _half && !_young.ContainsKey(question))
            (_old, _young) = (_young, []);
        _young[question] = entry;
    }

    // Answer: a DnsAnswer of the question's record type, or a Denial of the whole name.
    private readonly record struct Entry(object Answer, long Since, TimeSpan Life);

    private sealed record Denial(bool IsAuthentic);
}
