namespace Culver.Smtp.Dispatch;

/// <summary>Facts about a command that the loop and the dispatcher obey, so that no command name appears in them.</summary>
[Flags]
internal enum CommandTraits
{
    None = 0,

    /// <summary>Legal only after EHLO, HELO or LHLO (RFC 5321 §4.1.4).</summary>
    NeedsGreeting = 1,

    /// <summary>Legal only while a transaction is open.</summary>
    NeedsTransaction = 2,

    /// <summary>Legal only while no transaction is open (RFC 5321 §4.1.4: MAIL).</summary>
    NeedsNoTransaction = 4,

    /// <summary>Not legal once content has begun to come by BDAT (RFC 3030 §2).</summary>
    BeforeContent = 8,

    /// <summary>Its reply may wait for those of the commands behind it (RFC 2920 §3.2 (2)); all others are sent at once (5).</summary>
    MayBuffer = 16,

    /// <summary>Brings no message nearer; a client may do only so many in a row.</summary>
    Idle = 32,

    /// <summary>Legal only after AUTH, where logging in is required (RFC 4954 §6: 530).</summary>
    NeedsLogin = 64,
}
