namespace Culver.Hosting;

/// <summary>The account made at a first start.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Password">Its generated password.</param>
/// <param name="MessageCount">How many sample messages are in INBOX.</param>
public sealed record DemoAccount(string Address, string Password, int MessageCount)
{
    /// <summary>Says which account; never the password.</summary>
    public override string ToString() => Address;
}
