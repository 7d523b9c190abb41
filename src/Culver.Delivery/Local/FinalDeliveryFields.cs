using System.Collections.Immutable;
using System.Text;
using Culver.Smtp;

namespace Culver.Delivery.Local;

/// <summary>The fields that final delivery puts before everything else.</summary>
internal static class FinalDeliveryFields
{
    // Return-path-line = "Return-Path:" FWS Reverse-path <CRLF>            RFC 5321 §4.4
    // "Delivered-To:" FWS addr-spec FWS CRLF                               RFC 9228 §4
    /// <summary>
    /// Return-Path, once; then Delivered-To, where the message has one recipient and one account. With more than one, all share the stored
    /// octets, and the field would tell each of the others (RFC 9228 §6).
    /// </summary>
    public static byte[] For(MessageSender sender, ImmutableArray<Recipient> recipients)
    {
        var text = new StringBuilder("Return-Path: <").Append(sender.ReversePath).Append(">\r\n");
        if (recipients is [{ Targets: [var target] } recipient])
        {
            text.Append("Delivered-To: ").Append(target.Address).Append("\r\n");
            // RFC 9228 §4: an address that was mapped to another is recorded below that.
            var asked = recipient.Address.ToString();
            if (!asked.Equals(target.Address, StringComparison.OrdinalIgnoreCase) && recipient.Address.Domain.Length > 0)
                text.Append("Delivered-To: ").Append(asked).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
