namespace Culver.Dns;

/// <summary>Asks the DNS. Names are absolute; no search list is applied. Aliases are followed. Safe to use from many threads.</summary>
public interface IDnsResolver
{
    /// <summary>Asks for the records of one type at a name. Never throws for what the network or a server does: that is an answer.</summary>
    /// <typeparam name="TRecord">The kind of record: <see cref="MxRecord"/>, <see cref="TxtRecord"/>, <see cref="ARecord"/>, <see cref="AaaaRecord"/>, <see cref="PtrRecord"/>, <see cref="TlsaRecord"/>, <see cref="SrvRecord"/>, <see cref="CnameRecord"/> (which is not followed).</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    ValueTask<DnsAnswer<TRecord>> QueryAsync<TRecord>(DnsName name, CancellationToken cancellationToken)
        where TRecord : class, IDnsRecord<TRecord>;
}
