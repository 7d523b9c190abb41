using System.Collections.Immutable;

namespace Culver.Hosting;

/// <summary>A message of the queue in a list.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Sender">Who is told of failures; empty for a notification.</param>
/// <param name="ArrivedAt">When it was taken.</param>
/// <param name="ExpiresAt">When it is given up.</param>
/// <param name="Length">Octets.</param>
/// <param name="IsHeld">Whether it is kept from going out.</param>
/// <param name="Recipients">Its recipients.</param>
public sealed record QueuedRow(
    string Id, string Sender, DateTimeOffset ArrivedAt, DateTimeOffset ExpiresAt, long Length, bool IsHeld, ImmutableArray<QueuedRecipientRow> Recipients);

/// <summary>A recipient of a message of the queue.</summary>
/// <param name="Address">The address.</param>
/// <param name="State">What became of it: <c>waiting</c>, <c>delivered</c>, <c>relayed</c>, <c>expanded</c>, <c>failed</c>.</param>
/// <param name="Destination">What it waits for.</param>
/// <param name="Attempts">How many attempts failed.</param>
/// <param name="DueAt">When it is tried next; null when it is not.</param>
/// <param name="LastStatus">The last enhanced status.</param>
/// <param name="LastReply">The last server's words, or why none was reached.</param>
/// <param name="LastServer">That server.</param>
public sealed record QueuedRecipientRow(
    string Address, string State, string Destination, int Attempts, DateTimeOffset? DueAt, string? LastStatus, string? LastReply, string? LastServer);
