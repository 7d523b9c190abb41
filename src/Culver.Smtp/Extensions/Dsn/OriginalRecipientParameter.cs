using System.Text;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Extensions.Dsn;

/// <summary>ORCPT (RFC 3461 §4.2), with the addresses of RFC 6533 §3.</summary>
internal sealed class OriginalRecipientParameter : IRecipientParameter
{
    private const int Longest = 500;

    public string Keyword => "ORCPT";

    public bool IsOffered(SmtpSession session) => DsnExtension.IsOffered(session);

    // original-recipient-address = addr-type ";" xtext
    // addr-type                  = atom                     RFC 3461 §4.2: up to 500 characters in all
    public SmtpReply? Apply(string? value, ref MessageRecipient recipient, SmtpSession session)
    {
        var refusal = new SmtpReply(501, 5, 4, "ORCPT= is followed by an address type, a semicolon, and an address as xtext");
        var semicolon = value?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        if (value is not { Length: <= Longest } || semicolon <= 0 || !IsAtom(value.AsSpan(0, semicolon)))
            return refusal;
        var isUtf8 = value.AsSpan(0, semicolon).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        var address = value.AsSpan(semicolon + 1);
        // RFC 6533 §3: characters beyond ASCII stand in a utf-8 address only, and only where SMTPUTF8 was asked for.
        if (!Ascii.IsValid(address) && !(isUtf8 && session.Transaction!.Sender.SmtpUtf8))
            return refusal;
        // xtext = *( xchar / hexchar ): it may be empty (RFC 3461 §4).
        if (!Xtext.TryDecode(address, out var decoded) || (!isUtf8 && decoded.AsSpan().ContainsAnyExceptInRange(' ', '~')) || decoded.Any(char.IsControl))
            return refusal;
        recipient = recipient with { OriginalRecipient = $"{value.AsSpan(0, semicolon)};{decoded}" };
        return null;
    }

    private static bool IsAtom(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
