namespace Culver.Pop3;

/// <summary>The registered response codes (RFC 2449 §8.1).</summary>
internal static class ResponseCode
{
    /// <summary>RFC 2449 §8.1.1: the maildrop is open in another session.</summary>
    public const string InUse = "IN-USE";

    /// <summary>RFC 2449 §8.1.2: the last login was too short a time ago.</summary>
    public const string LoginDelay = "LOGIN-DELAY";

    /// <summary>RFC 3206 §4: a failure of the server that is likely to pass.</summary>
    public const string SysTemp = "SYS/TEMP";

    /// <summary>RFC 3206 §4: a failure of the server that someone must mend.</summary>
    public const string SysPerm = "SYS/PERM";

    /// <summary>RFC 3206 §5: the user's credentials are at fault.</summary>
    public const string Auth = "AUTH";

    /// <summary>RFC 6856 §5: the message can only be told in UTF-8 mode.</summary>
    public const string Utf8 = "UTF8";
}
