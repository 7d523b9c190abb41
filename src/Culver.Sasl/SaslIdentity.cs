namespace Culver.Sasl;

/// <summary>Who a client proved to be. The verifier derives its own record, with what its callers need, from this.</summary>
/// <param name="Name">The canonical name of the account.</param>
public abstract record SaslIdentity(string Name);
