using System.Collections;

namespace Culver.Mime;

/// <summary>The part table of a digest, in document order.</summary>
public readonly struct MessagePartList : IReadOnlyList<MessagePart>, IEquatable<MessagePartList>
{
    private readonly MessageDigest _digest;

    internal MessagePartList(MessageDigest digest) => _digest = digest;

    /// <inheritdoc/>
    public int Count => _digest.PartCount;

    /// <inheritdoc/>
    public MessagePart this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new(_digest, index);
        }
    }

    /// <summary>Enumerates without allocation.</summary>
    public Enumerator GetEnumerator() => new(_digest);

    IEnumerator<MessagePart> IEnumerable<MessagePart>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(MessagePartList other) => ReferenceEquals(_digest, other._digest);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MessagePartList other && Equals(other);

    /// <summary>Equality.</summary>
    public static bool operator ==(MessagePartList left, MessagePartList right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(MessagePartList left, MessagePartList right) => !left.Equals(right);

    /// <inheritdoc/>
    public override int GetHashCode() => _digest.GetHashCode();

    /// <summary>Walks the part table.</summary>
    public struct Enumerator : IEnumerator<MessagePart>
    {
        private readonly MessageDigest _digest;
        private int _index;

        internal Enumerator(MessageDigest digest)
        {
            _digest = digest;
            _index = -1;
        }

        /// <inheritdoc/>
        public readonly MessagePart Current => new(_digest, _index);

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => ++_index < _digest.PartCount;

        /// <inheritdoc/>
        public void Reset() => _index = -1;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
