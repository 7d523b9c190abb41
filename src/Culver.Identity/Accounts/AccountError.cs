namespace Culver.Identity.Accounts;

/// <summary>Why something about accounts, aliases or domains was refused.</summary>
public enum AccountError
{
    /// <summary>It is not an address, or not one that can be local.</summary>
    InvalidAddress,

    /// <summary>The password is empty, or holds what no password may (SASLprep, RFC 4013).</summary>
    InvalidPassword,

    /// <summary>An account or alias has that address.</summary>
    AddressTaken,

    /// <summary>There is no such account, alias or domain.</summary>
    NotFound,

    /// <summary>A target of the alias is not an address, or the alias itself.</summary>
    InvalidTarget,

    /// <summary>It is not a domain name.</summary>
    InvalidDomain,

    /// <summary>The domain still holds accounts or aliases.</summary>
    DomainInUse,

    /// <summary>A line of an import has no tab between address and password.</summary>
    MalformedLine,
}
