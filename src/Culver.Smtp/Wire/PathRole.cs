namespace Culver.Smtp.Wire;

/// <summary>Whose path is read.</summary>
internal enum PathRole
{
    /// <summary>The sender's, in MAIL.</summary>
    Reverse,

    /// <summary>A recipient's, in RCPT.</summary>
    Forward,
}
