using System.Diagnostics.CodeAnalysis;
using Culver.Identity.Addresses;
using Culver.Sasl.Preparation;

namespace Culver.Identity.Accounts;

/// <summary>An address and a password as someone gave them, validated: either both are there, or the refusal is.</summary>
internal sealed record AccountDraft
{
    private AccountDraft()
    {
    }

    public EmailAddress? Address { get; private init; }

    public PreparedPassword? Password { get; private init; }

    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(Address), nameof(Password))]
    public bool IsRefused => Refusal is not null;

    public AccountRefusal? Refusal { get; private init; }

    public static AccountDraft Make(string address, string password, string defaultDomain)
    {
        // An address literal names a host, not a domain that could be ours.
        if (!EmailAddress.TryParse(address, defaultDomain, out var parsed) || parsed.Domain[0] == '[')
        {
            return new() { Refusal = AccountRefusal.InvalidAddress(address) };
        }

        return PreparedPassword.TryPrepare(password, out var prepared)
            ? new() { Address = parsed, Password = prepared }
            : new() { Refusal = AccountRefusal.InvalidPassword };
    }
}
