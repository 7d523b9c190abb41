using System.Collections.Immutable;
using Culver.Identity.Addresses;
using Culver.Smtp;

namespace Culver.Delivery.Routing;

/// <summary>Asks the directory.</summary>
internal sealed class DirectoryRecipientResolver(AddressResolver addresses, SenderRewriting rewriting) : IRecipientResolver
{
    public async ValueTask<RecipientRoute> ResolveAsync(MailAddress recipient, CancellationToken cancellationToken) =>
        await addresses.ResolveAsync(recipient.ToString(), cancellationToken) switch
        {
            RecipientResolution.Known { Outside.IsEmpty: false } known => new RecipientRoute.Outside(
                Targets(known), [.. known.Outside.Select(static address => address.ToString())]),
            RecipientResolution.Known known => new RecipientRoute.Local(Targets(known)),
            RecipientResolution.NotLocal => new RecipientRoute.NotOurs(),
            // What the directory cannot read as an address is nobody's.
            RecipientResolution.UnknownAddress when await rewriting.OpenAsync(recipient.LocalPart, cancellationToken) is { } sender =>
                new RecipientRoute.Outside([], [sender]) { IsRewrittenSender = true },
            RecipientResolution.UnknownAddress or RecipientResolution.Malformed => new RecipientRoute.Unknown(),
            var resolution => throw new InvalidOperationException($"Unknown resolution {resolution}."),
        };

    private static ImmutableArray<LocalTarget> Targets(RecipientResolution.Known known) =>
        [.. known.Accounts.Select(static account => new LocalTarget(account.Account.Id, account.Account.Address, account.Detail))];
}
