namespace Culver.Pop3.Dispatch;

/// <summary>The states of a session (RFC 1939 §3). UPDATE is no state that takes commands: QUIT enters and leaves it.</summary>
[Flags]
internal enum SessionStates
{
    None = 0,

    /// <summary>AUTHORIZATION: who the client is, is not known (§4).</summary>
    Authorization = 1,

    /// <summary>TRANSACTION: a maildrop is open (§5).</summary>
    Transaction = 2,

    Any = Authorization | Transaction,
}
