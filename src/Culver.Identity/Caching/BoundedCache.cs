using System.Diagnostics.CodeAnalysis;

namespace Culver.Identity.Caching;

/// <summary>A dictionary that forgets: entries expire a fixed time after they were made, and the least recently used go when it is full.</summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity, TimeSpan lifetime, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> entries = [];

    // Most recently used first.
    private readonly LinkedList<Entry> order = new();

    public int Count
    {
        get
        {
            lock (gate)
            {
                return entries.Count;
            }
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate)
        {
            var node = Find(key);
            value = node is null ? default : node.Value.Value;
            return node is not null;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (gate)
        {
            Drop(key);
            Add(key, value);
        }
    }

    /// <summary>Changes a value, from its default when there is none; the time it was made stays.</summary>
    public void Update(TKey key, Func<TValue?, TValue> change)
    {
        lock (gate)
        {
            if (Find(key) is { } node)
            {
                node.Value = node.Value with { Value = change(node.Value.Value) };
            }
            else
            {
                Add(key, change(default));
            }
        }
    }

    public void Remove(TKey key)
    {
        lock (gate)
        {
            Drop(key);
        }
    }

    private void Add(TKey key, TValue value)
    {
        if (capacity <= 0)
        {
            return;
        }

        while (entries.Count >= capacity)
        {
            Drop(order.Last!.Value.Key);
        }

        entries.Add(key, order.AddFirst(new Entry(key, value, time.GetTimestamp())));
    }

    private LinkedListNode<Entry>? Find(TKey key)
    {
        if (!entries.TryGetValue(key, out var node))
        {
            return null;
        }

        if (time.GetElapsedTime(node.Value.MadeAt) >= lifetime)
        {
            Drop(key);
            return null;
        }

        order.Remove(node);
        order.AddFirst(node);
        return node;
    }

    private void Drop(TKey key)
    {
        if (entries.Remove(key, out var node))
        {
            order.Remove(node);
        }
    }

    private readonly record struct Entry(TKey Key, TValue Value, long MadeAt);
}
