namespace Culver.Imap.Session;

/// <summary>What an unsolicited FETCH carries.</summary>
internal enum FlagsToTell
{
    /// <summary>It is not sent: the command answers this message itself.</summary>
    Nothing,

    /// <summary>UID and MODSEQ: the client knows the flags (RFC 7162 §3.1.3, .SILENT).</summary>
    ModSeqOnly,

    /// <summary>UID, FLAGS, and MODSEQ where enabled.</summary>
    All,
}
