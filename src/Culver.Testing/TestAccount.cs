using Culver.Storage;

namespace Culver.Testing;

/// <summary>An account of a <see cref="TestMailServer"/>.</summary>
/// <param name="Address">Its address, which is its login name.</param>
/// <param name="Password">Its password.</param>
/// <param name="Id">Its id in the store.</param>
public sealed record TestAccount(string Address, string Password, AccountId Id);
