namespace Culver.Delivery;

/// <summary>A DKIM key of a domain, as far as anybody may know it.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Selector">Its selector.</param>
/// <param name="Algorithm">Its algorithm, as in a= (RFC 6376 §3.5).</param>
/// <param name="State">What it is used for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RecordName">The name of its TXT record.</param>
/// <param name="RecordText">The text of its TXT record.</param>
public sealed record DkimKeyEntry(
    string Domain, string Selector, string Algorithm, DkimKeyState State, DateTimeOffset CreatedAt, string RecordName, string RecordText);
