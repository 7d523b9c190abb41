namespace Culver.Smtp;

/// <summary>What becomes of a CR or LF that is not part of CRLF in message content. Whatever is chosen, only <c>CRLF.CRLF</c> ends DATA (RFC 5321 §4.1.1.4).</summary>
public enum BareLineEnds
{
    /// <summary>The message is read to its end and refused with 550 5.6.0. Nobody who forwards it can be led to see two messages in it.</summary>
    Refuse,

    /// <summary>Each is made a CRLF.</summary>
    Normalize,
}
