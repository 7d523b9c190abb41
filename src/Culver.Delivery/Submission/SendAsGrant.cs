namespace Culver.Delivery;

/// <summary>Addresses an account may send as though their mail does not reach it.</summary>
public sealed class SendAsGrant
{
    /// <summary>The account's address.</summary>
    public string Account { get; set; } = "";

    /// <summary>Addresses, or <c>@example.com</c> for all of a domain.</summary>
    public IList<string> Addresses { get; init; } = [];
}
