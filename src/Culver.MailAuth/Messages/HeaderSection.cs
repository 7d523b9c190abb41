using System.Text;
using Culver.Mime.Headers;

namespace Culver.MailAuth.Messages;

/// <summary>The header section of a message, kept while it arrives, up to a limit; then its fields by name.</summary>
internal sealed class HeaderSection(int limit)
{
    private readonly Dictionary<string, List<HeaderLine>> _byName = new(StringComparer.OrdinalIgnoreCase);
    private byte[] _kept = new byte[2048];
    private int _length;

    /// <summary>Whether the section is over: its empty line was seen, or the message ended, or it was too long.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether it was longer than the limit. Nothing is known of its fields then.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The fields from top to bottom, once complete.</summary>
    public IReadOnlyList<HeaderLine> Fields { get; private set; } = [];

    /// <summary>Takes more of the message.</summary>
    /// <returns>How much of it belongs to the header section, the empty line included.</returns>
    public int Take(ReadOnlySpan<byte> content)
    {
        var from = _length;
        var taken = Math.Min(content.Length, limit + 1 - _length);
        if (_length + taken > _kept.Length)
            Array.Resize(ref _kept, Math.Max(_kept.Length * 2, _length + taken));
        content[..taken].CopyTo(_kept.AsSpan(_length));
        _length += taken;
        if (End(from) is not { } end)
        {
            if (_length <= limit)
                return content.Length;
            IsTooLong = true;
            IsComplete = true;
            _kept = [];
            _length = 0;
            return content.Length;
        }

        taken -= _length - end;
        _length = end;
        Finish();
        return taken;
    }

    /// <summary>Says that nothing more comes.</summary>
    public void Finish()
    {
        if (IsComplete)
            return;
        IsComplete = true;
        var memory = _kept.AsMemory(0, _length);
        List<HeaderLine> fields = [];
        foreach (var field in new HeaderFields(memory.Span))
        {
            var line = new HeaderLine(memory.Slice(field.Offset, field.Raw.Length), field.Name.Length, field.Raw.Length - field.RawValue.Length);
            fields.Add(line);
            var name = Encoding.ASCII.GetString(field.Name);
            if (!_byName.TryGetValue(name, out var same))
                _byName.Add(name, same = []);
            same.Add(line);
        }

        Fields = fields;
    }

    /// <summary>The fields of a name, from top to bottom.</summary>
    public IReadOnlyList<HeaderLine> Named(string name) => _byName.TryGetValue(name, out var fields) ? fields : [];

    /// <summary>Where the empty line ends, if it is there.</summary>
    private int? End(int from)
    {
        var kept = _kept.AsSpan(0, _length);
        if (kept.StartsWith("\r\n"u8))
            return 2;
        // The empty line may be cut anywhere, so the search begins a little before what is new.
        var start = Math.Max(0, from - 3);
        var at = kept[start..].IndexOf("\r\n\r\n"u8);
        return at < 0 ? null : start + at + 4;
    }
}
