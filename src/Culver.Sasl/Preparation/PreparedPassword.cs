using System.Text;

namespace Culver.Sasl.Preparation;

/// <summary>
/// A password after SASLprep, as the UTF-8 that keys are derived from. Having one is the proof that it was prepared
/// (RFC 4616 §2: what goes into a non-invertible function MUST be prepared first). It prints as nothing.
/// </summary>
public sealed class PreparedPassword
{
    private readonly byte[] utf8;

    private PreparedPassword(byte[] utf8) => this.utf8 = utf8;

    /// <summary>The prepared password in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8 => utf8;

    /// <summary>Prepares a password.</summary>
    /// <param name="password">The password as typed or sent.</param>
    /// <param name="prepared">The prepared password.</param>
    /// <returns>False when preparation fails or leaves nothing; verification then fails as well (RFC 4616 §2).</returns>
    public static bool TryPrepare(string password, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PreparedPassword? prepared)
    {
        prepared = null;
        // Liberty, RFC 3454 §7: a stored password may hold code points Unicode 3.2 does not assign, such as emoji; people use them,
        // and refusing them would protect nobody (ADR 0003).
        if (!SaslPrep.TryPrepareQuery(password, out var text) || text.Length == 0)
        {
            return false;
        }

        prepared = new PreparedPassword(Encoding.UTF8.GetBytes(text));
        return true;
    }

    /// <summary>Says what it is, never what it holds.</summary>
    /// <returns>The name of the type.</returns>
    public override string ToString() => nameof(PreparedPassword);
}
