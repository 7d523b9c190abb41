using System.Text;

namespace Culver.Sasl.Scram;

/// <summary>A user name as SCRAM writes it, with ',' and '=' quoted.</summary>
internal static class SaslName
{
    // saslname = 1*(value-safe-char / "=2C" / "=3D")      RFC 5802 §7
    public static bool TryDecode(ReadOnlySpan<byte> octets, out string name)
    {
        name = string.Empty;
        if (octets.IsEmpty || octets.ContainsAny((byte)0, (byte)',') || !StrictUtf8.TryDecode(octets, out var text))
        {
            return false;
        }

        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                builder.Append(text[i]);
                continue;
            }

            // RFC 5802 §5.1: an '=' not followed by 2C or 3D MUST fail the authentication.
            switch (text.AsSpan(i + 1))
            {
                case ['2', 'C', ..]:
                    builder.Append(',');
                    break;
                case ['3', 'D', ..]:
                    builder.Append('=');
                    break;
                default:
                    return false;
            }

            i += 2;
        }

        name = builder.ToString();
        return true;
    }

    public static string Encode(string name) =>
        name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
}
