namespace Culver.Dns;

/// <summary>A kind of record that can be asked for. The kinds are closed: only this part can read the wire.</summary>
public interface IDnsRecord<TSelf>
    where TSelf : class, IDnsRecord<TSelf>
{
    /// <summary>The type that is asked for.</summary>
    static abstract DnsRecordType Type { get; }

    // Null when the octets are not such a record: the whole answer is then thrown away.
    internal static abstract TSelf? Read(ref Wire.RecordReader reader);
}
