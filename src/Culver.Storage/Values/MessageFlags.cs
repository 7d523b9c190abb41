using System.Collections.Immutable;

namespace Culver.Storage;

/// <summary>Flags by name, as a client states them: system flags and keywords.</summary>
/// <param name="System">The system flags.</param>
/// <param name="Keywords">The keywords; compared without regard to case (RFC 9051 §2.3.2), spelt as first seen in the mailbox.</param>
public sealed record MessageFlags(SystemFlags System, ImmutableArray<string> Keywords)
{
    /// <summary>No flags.</summary>
    public static MessageFlags None { get; } = new(SystemFlags.None, []);

    /// <summary>Only system flags.</summary>
    public static MessageFlags Of(SystemFlags system) => new(system, []);
}

/// <summary>How STORE combines its flags with those a message has (RFC 9051 §6.4.6).</summary>
public enum FlagOperation
{
    /// <summary>FLAGS: put these in place of what is there.</summary>
    Replace,

    /// <summary>+FLAGS: add these.</summary>
    Add,

    /// <summary>-FLAGS: take these away.</summary>
    Remove,
}

/// <summary>A change of flags.</summary>
/// <param name="Operation">How.</param>
/// <param name="Flags">Which.</param>
public sealed record FlagChange(FlagOperation Operation, MessageFlags Flags);
