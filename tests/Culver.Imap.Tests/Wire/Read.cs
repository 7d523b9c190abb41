using System.Text;
using Culver.Imap.Wire;
using Xunit;

namespace Culver.Imap.Tests.Wire;

/// <summary>Runs one rule of the reader over text, in which each char is an octet.</summary>
internal static class Read
{
    internal delegate T Rule<out T>(ref ImapReader reader);

    internal delegate void Step(ref ImapReader reader);

    /// <summary>The rule takes all of the text.</summary>
    public static T All<T>(string text, Rule<T> rule, WireMode mode = WireMode.Rev1)
    {
        var reader = new ImapReader(Encoding.Latin1.GetBytes(text), mode);
        var value = rule(ref reader);
        Assert.True(reader.AtEnd, $"left over: {Encoding.Latin1.GetString(reader.Rest)}");
        return value;
    }

    /// <summary>The rule takes some of the text and leaves the rest.</summary>
    public static (T Value, string Left) Some<T>(string text, Rule<T> rule, WireMode mode = WireMode.Rev1)
    {
        var reader = new ImapReader(Encoding.Latin1.GetBytes(text), mode);
        var value = rule(ref reader);
        return (value, Encoding.Latin1.GetString(reader.Rest));
    }

    /// <summary>The rule refuses the text; gives the words of the refusal.</summary>
    public static string Refused(string text, Step rule, WireMode mode = WireMode.Rev1)
    {
        var reader = new ImapReader(Encoding.Latin1.GetBytes(text), mode);
        try
        {
            rule(ref reader);
        }
        catch (ImapSyntaxException e)
        {
            return e.Message;
        }

        throw new Xunit.Sdk.XunitException($"taken: {text}");
    }

    public static string Latin(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);

    public static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);
}
