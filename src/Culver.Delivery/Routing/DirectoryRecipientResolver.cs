using Culver.Identity.Addresses;
using Culver.Smtp;

namespace Culver.Delivery.Routing;

/// <summary>Asks the directory.</summary>
internal sealed class DirectoryRecipientResolver(AddressResolver addresses) : IRecipientResolver
{
    public async ValueTask<RecipientRoute> ResolveAsync(MailAddress recipient, CancellationToken cancellationToken) =>
        await addresses.ResolveAsync(recipient.ToString(), cancellationToken) switch
        {
            // An alias with a target elsewhere is refused as a whole: half of it delivered would look like all of it.
            RecipientResolution.Known { Outside.IsEmpty: false } => new RecipientRoute.Outside(),
            RecipientResolution.Known known => new RecipientRoute.Local(
                [.. known.Accounts.Select(account => new LocalTarget(account.Account.Id, account.Account.Address, account.Detail))]),
            RecipientResolution.NotLocal => new RecipientRoute.NotOurs(),
            // What the directory cannot read as an address is nobody's.
            RecipientResolution.UnknownAddress or RecipientResolution.Malformed => new RecipientRoute.Unknown(),
            var resolution => throw new InvalidOperationException($"Unknown resolution {resolution}."),
        };
}
