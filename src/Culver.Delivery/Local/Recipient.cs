using System.Collections.Immutable;
using Culver.Delivery.Routing;
using Culver.Smtp;

namespace Culver.Delivery.Local;

/// <summary>An accepted RCPT command and where it leads.</summary>
/// <param name="Address">As it was given.</param>
/// <param name="Targets">The accounts behind it.</param>
internal sealed record Recipient(MailAddress Address, ImmutableArray<LocalTarget> Targets);
