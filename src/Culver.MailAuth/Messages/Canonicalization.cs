namespace Culver.MailAuth.Messages;

/// <summary>The forms messages are brought to before they are hashed (RFC 6376 §3.4).</summary>
internal enum Canonicalization
{
    /// <summary>As it is, but for empty lines at the end of the body (RFC 6376 §3.4.1, §3.4.3).</summary>
    Simple,

    /// <summary>Without regard to white space and the case of field names (RFC 6376 §3.4.2, §3.4.4).</summary>
    Relaxed,
}
