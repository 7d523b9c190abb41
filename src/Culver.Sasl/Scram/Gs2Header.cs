using System.Text;

namespace Culver.Sasl.Scram;

/// <summary>The GS2 header before a client's first message.</summary>
/// <param name="Flag">The channel binding flag: 'n', 'y' or 'p'.</param>
/// <param name="BindingType">The channel binding type after "p="; null otherwise.</param>
/// <param name="AuthorizationIdentity">The authzid; null when the client sent none.</param>
/// <param name="Length">How many octets of the message the header takes, both commas included.</param>
internal sealed record Gs2Header(char Flag, string? BindingType, string? AuthorizationIdentity, int Length)
{
    // gs2-header      = gs2-cbind-flag "," [ authzid ] ","      RFC 5802 §7
    // gs2-cbind-flag  = ("p=" cb-name) / "n" / "y"
    // authzid         = "a=" saslname
    // cb-name         = 1*(ALPHA / DIGIT / "." / "-")
    public static Gs2Header? Parse(ReadOnlySpan<byte> message)
    {
        var first = message.IndexOf((byte)',');
        if (first < 0)
        {
            return null;
        }

        var second = message[(first + 1)..].IndexOf((byte)',');
        if (second < 0)
        {
            return null;
        }

        var flag = message[..first];
        string? type = null;
        if (flag is [(byte)'p', (byte)'=', _, ..])
        {
            if (!IsBindingName(flag[2..]))
            {
                return null;
            }

            type = Encoding.ASCII.GetString(flag[2..]);
        }
        else if (flag is not ([(byte)'n'] or [(byte)'y']))
        {
            return null;
        }

        string? authorizationIdentity = null;
        var authzid = message.Slice(first + 1, second);
        if (!authzid.IsEmpty)
        {
            if (authzid is not [(byte)'a', (byte)'=', ..] || !SaslName.TryDecode(authzid[2..], out authorizationIdentity))
            {
                return null;
            }
        }

        return new((char)flag[0], type, authorizationIdentity, first + second + 2);
    }

    private static bool IsBindingName(ReadOnlySpan<byte> name)
    {
        foreach (var octet in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)octet) && octet is not ((byte)'.' or (byte)'-'))
            {
                return false;
            }
        }

        return true;
    }
}
