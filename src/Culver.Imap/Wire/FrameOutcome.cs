namespace Culver.Imap.Wire;

/// <summary>What came of waiting for a command.</summary>
internal enum FrameOutcome
{
    /// <summary>A whole command is there.</summary>
    Command,

    /// <summary>A command came that is not handed on; the framer has written its answer.</summary>
    Refused,

    /// <summary>The client sends no more. A command it began was thrown away.</summary>
    EndOfInput,

    /// <summary>There is no getting back in step; the framer has written its answer and BYE, the connection closes.</summary>
    Close,
}
