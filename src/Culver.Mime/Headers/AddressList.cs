using System.Collections;
using System.Text;
using Culver.Mime.Buffers;

namespace Culver.Mime.Headers;

/// <summary>An address list field, read tolerantly: groups, routes, comments, quoted strings, domain literals and every obsolete form.</summary>
public sealed class AddressList : IReadOnlyList<MailAddress>
{
    private readonly List<MailAddress> _addresses;

    private AddressList(List<MailAddress> addresses) => _addresses = addresses;

    /// <inheritdoc/>
    public int Count => _addresses.Count;

    /// <summary>The mailboxes without the group markers.</summary>
    public IEnumerable<MailAddress> Mailboxes => _addresses.Where(address => address is { IsGroupStart: false, IsGroupEnd: false });

    /// <inheritdoc/>
    public MailAddress this[int index] => _addresses[index];

    /// <summary>Reads a raw field value, folding included. Never throws: garbage gives entries as good as can be made of it.</summary>
    public static AddressList Parse(ReadOnlySpan<byte> rawValue)
    {
        var unfolded = new ByteBuffer(rawValue.Length + 16);
        HeaderFields.AppendUnfolded(rawValue, unfolded);
        var parser = new AddressParser();
        parser.Read(unfolded.Written);
        var list = new List<MailAddress>(parser.Entries.Count);
        foreach (var entry in parser.Entries)
        {
            list.Add(new(Decoded(parser, entry.Name), Raw(parser, entry.Route), entry.IsGroupStart ? Decoded(parser, entry.Mailbox) : Raw(parser, entry.Mailbox), Raw(parser, entry.Host)));
        }

        return new AddressList(list);
    }

    /// <inheritdoc/>
    public IEnumerator<MailAddress> GetEnumerator() => _addresses.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string? Decoded(AddressParser parser, ByteRange range)
    {
        if (!range.IsPresent) return null;
        var output = new ByteBuffer(range.Length + 16);
        EncodedWords.Decode(parser.Text(range), output);
        return Encoding.UTF8.GetString(output.Written);
    }

    private static string? Raw(AddressParser parser, ByteRange range)
    {
        if (!range.IsPresent) return null;
        var output = new ByteBuffer(range.Length + 16);
        Text.RawText.AppendUtf8(parser.Text(range), output);
        return Encoding.UTF8.GetString(output.Written);
    }
}
