using System.Text;

namespace Culver.Mime.Tests;

/// <summary>
/// A strict reader of IMAP values, written from the ABNF of RFC 9051 §9 and sharing nothing with the product: lists, quoted
/// strings, NIL and numbers; anything else fails. It judges the shape of what the writers make.
/// </summary>
internal sealed class ImapValue
{
    private readonly byte[] _bytes;
    private readonly bool _utf8;
    private int _at;

    private ImapValue(byte[] bytes, bool utf8)
    {
        _bytes = bytes;
        _utf8 = utf8;
    }

    /// <summary>Lists are object?[], strings string, numbers long, NIL null. Neighbouring lists stand without a space.</summary>
    public static object? Parse(ReadOnlySpan<byte> bytes, bool utf8)
    {
        var reader = new ImapValue(bytes.ToArray(), utf8);
        var value = reader.Value();
        Assert.Equal(bytes.Length, reader._at);
        return value;
    }

    private object? Value()
    {
        switch (_bytes[_at])
        {
            case (byte)'(':
                return List();
            case (byte)'"':
                return Quoted();
            case (byte)'N':
                Assert.Equal("NIL", Encoding.ASCII.GetString(_bytes, _at, 3));
                _at += 3;
                return null;
            default:
                var start = _at;
                while (_at < _bytes.Length && _bytes[_at] is >= (byte)'0' and <= (byte)'9') _at++;
                Assert.True(_at > start, $"Unexpected octet {_bytes[start]} at {start}");
                return long.Parse(Encoding.ASCII.GetString(_bytes, start, _at - start), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private object?[] List()
    {
        var items = new List<object?>();
        _at++;
        while (true)
        {
            items.Add(Value());
            if (_bytes[_at] == ')')
            {
                _at++;
                return [.. items];
            }

            if (_bytes[_at] == '(') continue;
            Assert.Equal((byte)' ', _bytes[_at]);
            _at++;
        }
    }

    private string Quoted()
    {
        var text = new List<byte>();
        for (_at++; _bytes[_at] != '"'; _at++)
        {
            var octet = _bytes[_at];
            Assert.True(octet is not (0 or (byte)'\r' or (byte)'\n'), "CR, LF or NUL in a quoted string");
            Assert.True(_utf8 || octet < 128, "8-bit in a seven-bit quoted string");
            if (octet == '\\')
            {
                octet = _bytes[++_at];
                Assert.True(octet is (byte)'"' or (byte)'\\', "Only quoted-specials are escaped");
            }

            text.Add(octet);
        }

        _at++;
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. text]);
    }

    public static void CheckEnvelope(object? value)
    {
        var envelope = Assert.IsType<object?[]>(value);
        Assert.Equal(10, envelope.Length);
        foreach (var index in (int[])[0, 1, 8, 9]) Assert.True(envelope[index] is null or string);
        for (var index = 2; index < 8; index++)
        {
            if (envelope[index] is null) continue;
            foreach (var item in Assert.IsType<object?[]>(envelope[index]))
            {
                var address = Assert.IsType<object?[]>(item);
                Assert.Equal(4, address.Length);
                Assert.All(address, field => Assert.True(field is null or string));
                // A NIL mailbox ends a group and has nothing else; a NIL host begins one.
                if (address[2] is null) Assert.All(address, Assert.Null);
            }
        }
    }

    public static void CheckBody(object? value, bool extended)
    {
        var body = Assert.IsType<object?[]>(value);
        if (body[0] is object?[]) CheckMultipart(body, extended);
        else CheckSingle(body, extended);
    }

    private static void CheckMultipart(object?[] body, bool extended)
    {
        var parts = body.TakeWhile(item => item is object?[]).Count();
        foreach (var part in body.Take(parts)) CheckBody(part, extended);
        Assert.IsType<string>(body[parts]);
        Assert.Equal(parts + (extended ? 5 : 1), body.Length);
        if (!extended) return;
        CheckParameters(body[parts + 1]);
        CheckTail(body, parts + 2);
    }

    private static void CheckSingle(object?[] body, bool extended)
    {
        var type = Assert.IsType<string>(body[0]);
        var subtype = Assert.IsType<string>(body[1]);
        CheckParameters(body[2]);
        Assert.True(body[3] is null or string);
        Assert.True(body[4] is null or string);
        Assert.IsType<string>(body[5]);
        Assert.IsType<long>(body[6]);
        var next = 7;
        if (type.Equals("text", StringComparison.OrdinalIgnoreCase))
        {
            Assert.IsType<long>(body[next++]);
        }
        else if (type.Equals("message", StringComparison.OrdinalIgnoreCase) && subtype.Equals("rfc822", StringComparison.OrdinalIgnoreCase))
        {
            CheckEnvelope(body[next++]);
            CheckBody(body[next++], extended);
            Assert.IsType<long>(body[next++]);
        }
        else if (type.Equals("message", StringComparison.OrdinalIgnoreCase) && subtype.Equals("global", StringComparison.OrdinalIgnoreCase) && next < body.Length && body[next] is object?[])
        {
            CheckEnvelope(body[next++]);
            CheckBody(body[next++], extended);
            Assert.IsType<long>(body[next++]);
        }

        Assert.Equal(next + (extended ? 4 : 0), body.Length);
        if (!extended) return;
        Assert.True(body[next] is null or string);
        CheckTail(body, next + 1);
    }

    // body-fld-dsp SP body-fld-lang SP body-fld-loc
    private static void CheckTail(object?[] body, int at)
    {
        if (body[at] is { } disposition)
        {
            var pair = Assert.IsType<object?[]>(disposition);
            Assert.Equal(2, pair.Length);
            Assert.IsType<string>(pair[0]);
            CheckParameters(pair[1]);
        }

        if (body[at + 1] is object?[] languages) Assert.All(languages, language => Assert.IsType<string>(language));
        else Assert.True(body[at + 1] is null or string);
        Assert.True(body[at + 2] is null or string);
    }

    private static void CheckParameters(object? value)
    {
        if (value is null) return;
        var list = Assert.IsType<object?[]>(value);
        Assert.True(list.Length % 2 == 0);
        Assert.All(list, item => Assert.IsType<string>(item));
    }

    /// <summary>BODY from BODYSTRUCTURE, by the grammar: the extension data taken away.</summary>
    public static object? WithoutExtension(object? value)
    {
        var body = (object?[])value!;
        if (body[0] is object?[])
        {
            var parts = body.TakeWhile(item => item is object?[]).Count();
            return (object?[])[.. body.Take(parts).Select(WithoutExtension), body[parts]];
        }

        var basic = body[..^4];
        return basic.Length == 10 ? [.. basic[..8], WithoutExtension(basic[8]), basic[9]] : basic;
    }

    public static string Show(object? value) => value switch
    {
        null => "NIL",
        object?[] list => "(" + string.Join(' ', list.Select(Show)) + ")",
        string text => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
