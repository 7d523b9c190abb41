namespace Culver.Identity.Accounts;

/// <summary>A refusal, for a program and for a person.</summary>
/// <param name="Error">Which.</param>
/// <param name="Message">A sentence for the administrator; it never holds a password.</param>
public sealed record AccountRefusal(AccountError Error, string Message)
{
    internal static AccountRefusal InvalidAddress(string text) =>
        new(AccountError.InvalidAddress, $"'{text}' is not an address of the form name@domain.");

    internal static AccountRefusal InvalidPassword { get; } =
        new(AccountError.InvalidPassword, "The password is empty or holds characters that no password may hold, such as control characters.");

    internal static AccountRefusal AddressTaken(string address) =>
        new(AccountError.AddressTaken, $"The address {address} names an account or an alias already.");

    internal static AccountRefusal NoAccount(string address) => new(AccountError.NotFound, $"There is no account {address}.");

    internal static AccountRefusal NoAlias(string address) => new(AccountError.NotFound, $"There is no alias {address}.");

    internal static AccountRefusal NoDomain(string domain) => new(AccountError.NotFound, $"The domain {domain} is not local.");

    internal static AccountRefusal InvalidDomain(string text) => new(AccountError.InvalidDomain, $"'{text}' is not a domain name.");

    internal static AccountRefusal DomainInUse(string domain) =>
        new(AccountError.DomainInUse, $"The domain {domain} still holds accounts or aliases.");

    internal static AccountRefusal InvalidTarget(string text) => new(AccountError.InvalidTarget, $"'{text}' cannot be a target of this alias.");

    internal static AccountRefusal MalformedLine { get; } =
        new(AccountError.MalformedLine, "The line is not an address, a tab and a password.");
}
