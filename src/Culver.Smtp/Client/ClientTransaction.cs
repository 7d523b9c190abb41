using System.Collections.Immutable;

namespace Culver.Smtp.Client;

/// <summary>A mail transaction to carry out (RFC 5321 §3.3). Parameters of extensions the server lacks are left out; whether that may be is the caller's to judge.</summary>
public sealed record ClientTransaction
{
    /// <summary>The reverse-path, without angle brackets; <see langword="null"/> for <c>&lt;&gt;</c>.</summary>
    public required string? ReversePath { get; init; }

    /// <summary>The recipients.</summary>
    public required ImmutableArray<ClientRecipient> Recipients { get; init; }

    /// <summary>The content.</summary>
    public required IClientContent Content { get; init; }

    /// <summary>What the body is.</summary>
    public BodyType Body { get; init; }

    /// <summary>Whether addresses or header fields need SMTPUTF8 (RFC 6531 §3.4).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>REQUIRETLS (RFC 8689 §2).</summary>
    public bool RequireTls { get; init; }

    /// <summary>ENVID, decoded (RFC 3461 §4.4).</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>RET: <c>FULL</c> or <c>HDRS</c> (RFC 3461 §4.3).</summary>
    public string? Return { get; init; }

    /// <summary>BY, as it is written (RFC 2852 §4).</summary>
    public string? DeliverBy { get; init; }

    /// <summary>MT-PRIORITY (RFC 6710 §4.1).</summary>
    public int? Priority { get; init; }
}
