using Culver.Identity.Addresses;
using Culver.Storage.Directory;

namespace Culver.Delivery.Submission;

/// <summary>
/// Says who may send as whom (RFC 6409 §6.1): an address is an account's to send as when mail for it reaches that account, by itself, an alias, a detail or a
/// catch-all, or when the settings grant it.
/// </summary>
internal sealed class SenderRights
{
    private readonly AddressResolver _addresses;
    private readonly bool _sharedAliases;
    private readonly HashSet<(string Account, string Granted)> _grants = [];

    public SenderRights(AddressResolver addresses, SubmissionOptions options)
    {
        _addresses = addresses;
        _sharedAliases = options.SharedAliases;
        foreach (var grant in options.MaySendAs)
        {
            if (!EmailAddress.TryParse(grant.Account, out var account))
                continue;
            foreach (var address in grant.Addresses)
            {
                if (address.StartsWith('@') && EmailAddress.TryReadDomain(address[1..], out var domain))
                    _grants.Add((account.ToString(), "@" + domain));
                else if (EmailAddress.TryParse(address, out var granted))
                    _grants.Add((account.ToString(), granted.ToString()));
            }
        }
    }

    /// <summary>Whether an account may send as an address. What cannot be read as an address is nobody's.</summary>
    /// <exception cref="Storage.StorageUnavailableException">The directory cannot be asked.</exception>
    public async ValueTask<bool> MaySendAsAsync(DirectoryAccount account, string address, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(address, out var asked))
            return false;
        var canonical = asked.ToString();
        if (canonical == account.Address || _grants.Contains((account.Address, canonical)) || _grants.Contains((account.Address, "@" + asked.Domain)))
            return true;
        return await _addresses.ResolveAsync(address, cancellationToken) is RecipientResolution.Known known
            && known.Accounts.Any(reached => reached.Account.Id == account.Id)
            && (_sharedAliases || known is { Accounts.Length: 1, Outside.IsEmpty: true });
    }
}
