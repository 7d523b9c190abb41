using System.Globalization;
using Culver.Sasl.Preparation;
using Xunit;

namespace Culver.Sasl.Tests.Preparation;

public sealed class SaslPrepTests
{
    // RFC 4013 §3
    [Theory]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("\u00AA", "a")]
    [InlineData("\u2168", "IX")]
    public void The_examples_of_the_RFC_are_transformed_as_it_says(string input, string output)
    {
        Assert.True(SaslPrep.TryPrepareStored(input, out var prepared));
        Assert.Equal(output, prepared);
    }

    // RFC 4013 §3
    [Theory]
    [InlineData("\u0007")]
    [InlineData("\u0627\u0031")]
    public void The_examples_that_the_RFC_calls_errors_are_refused(string input)
    {
        Assert.False(SaslPrep.TryPrepareQuery(input, out var prepared));
        Assert.Empty(prepared);
    }

    [Fact]
    public void Three_thousand_strings_come_out_as_from_an_independent_reading_of_the_RFC()
    {
        var count = 0;
        foreach (var (input, query, stored) in Vectors())
        {
            Assert.Equal(query is not null, SaslPrep.TryPrepareQuery(input, out var asQuery));
            Assert.Equal(query ?? "", asQuery);
            Assert.Equal(stored is not null, SaslPrep.TryPrepareStored(input, out var asStored));
            Assert.Equal(stored ?? "", asStored);
            count++;
        }

        Assert.Equal(3000, count);
    }

    [Fact]
    public void What_is_prepared_stays_as_it_is_when_prepared_again()
    {
        foreach (var (_, _, stored) in Vectors())
        {
            if (stored is not null)
            {
                Assert.True(SaslPrep.TryPrepareStored(stored, out var again));
                Assert.Equal(stored, again);
            }
        }
    }

    [Fact]
    public void An_emoji_passes_as_a_query_and_is_refused_as_a_stored_string()
    {
        Assert.True(SaslPrep.TryPrepareQuery("\U0001F600", out _));
        Assert.False(SaslPrep.TryPrepareStored("\U0001F600", out _));
    }

    [Fact]
    public void An_unpaired_surrogate_is_refused()
    {
        Assert.False(SaslPrep.TryPrepareQuery("a\uD800b", out _));
    }

    [Fact]
    public void A_string_longer_than_the_bound_is_refused()
    {
        Assert.True(SaslPrep.TryPrepareQuery(new string('a', SaslPrep.MaxLength), out _));
        Assert.False(SaslPrep.TryPrepareQuery(new string('a', SaslPrep.MaxLength + 1), out _));
    }

    [Fact]
    public void A_password_that_prepares_to_nothing_is_refused()
    {
        Assert.False(PreparedPassword.TryPrepare("\u00AD", out _));
        Assert.False(PreparedPassword.TryPrepare("", out _));
    }

    [Fact]
    public void A_prepared_password_does_not_print_itself()
    {
        Assert.True(PreparedPassword.TryPrepare("pencil", out var password));
        Assert.DoesNotContain("pencil", password.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<(string Input, string? Query, string? Stored)> Vectors()
    {
        using var stream = typeof(SaslPrepTests).Assembly.GetManifestResourceStream("saslprep-vectors.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                var columns = line.Split('\t');
                yield return (Text(columns[0])!, Text(columns[1]), Text(columns[2]));
            }
        }
    }

    private static string? Text(string codePoints) => codePoints == "!"
        ? null
        : string.Concat(codePoints.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(code => char.ConvertFromUtf32(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
}
