using Culver.Smtp;

namespace Culver.Delivery.Routing;

/// <summary>Says where mail for an address goes.</summary>
internal interface IRecipientResolver
{
    /// <summary>Follows aliases, details and catch-alls to their ends.</summary>
    /// <param name="recipient">The address of a RCPT command; without a domain only for <c>postmaster</c> (RFC 5321 §4.5.1).</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<RecipientRoute> ResolveAsync(MailAddress recipient, CancellationToken cancellationToken);
}
