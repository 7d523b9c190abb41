using Culver.Sasl;
using Culver.Storage.Directory;

namespace Culver.Identity.Authentication;

/// <summary>The account a client proved to be.</summary>
/// <param name="Account">The account as it was at that moment.</param>
public sealed record AccountIdentity(DirectoryAccount Account) : SaslIdentity(Account.Address);
