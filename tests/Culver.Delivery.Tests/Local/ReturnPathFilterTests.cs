using System.Text;
using System.Text.RegularExpressions;
using Culver.Delivery.Local;
using FsCheck;
using FsCheck.Fluent;

namespace Culver.Delivery.Tests.Local;

public sealed class ReturnPathFilterTests
{
    [Theory]
    [InlineData("Return-Path: <a>\r\nSubject: x\r\n\r\nb", "Subject: x\r\n\r\nb")]
    [InlineData("return-path:<a>\r\n\tfolded\r\n again\r\nSubject: x\r\n y\r\n\r\n", "Subject: x\r\n y\r\n\r\n")]
    [InlineData("Subject: x\r\n Return-Path: folded\r\n\r\nReturn-Path: body", "Subject: x\r\n Return-Path: folded\r\n\r\nReturn-Path: body")]
    [InlineData("Return-Path", "Return-Path")]
    [InlineData("Return\r\nReturn-P\r\n\r\n", "Return\r\nReturn-P\r\n\r\n")]
    [InlineData("\r\nReturn-Path: body\r\n", "\r\nReturn-Path: body\r\n")]
    [InlineData("Return-Path: only", "")]
    [InlineData("R\nReturn-Path: x\nS: y\n\nReturn-Path: z", "R\nS: y\n\nReturn-Path: z")]
    public void The_field_goes_and_all_else_stays(string message, string expected)
    {
        foreach (var cut in (int[])[1, 2, 3, 7, 1000])
            Assert.Equal(expected, Run(message, [cut]));
    }

    [Fact]
    public void However_it_is_cut_the_result_is_that_of_the_whole() =>
        Prop.ForAll(
            Gen.Elements("Return-Path:", "return-", "path:", "R", " ", "\t", "\r\n", "\r\n\r\n", "\r", "\n", "x", "Subject: y").ListOf().Select(parts => string.Concat(parts)).ToArbitrary(),
            Gen.Choose(1, 9).NonEmptyListOf().Select(cuts => cuts.ToArray()).ToArbitrary(),
            (message, cuts) => Run(message, cuts) == Run(message, [100_000]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void It_agrees_with_the_plain_reading_of_well_formed_headers() =>
        Prop.ForAll(
            Gen.Elements("Return-Path: <a>\r\n", "RETURN-PATH:\r\n", " folded\r\n", "Subject: x\r\n", "Return-Paths: x\r\n", "Received: a\r\n\tb\r\n").NonEmptyListOf()
                .Where(lines => !lines[0].StartsWith(' ')).Select(lines => string.Concat(lines)).ToArbitrary(),
            header =>
            {
                var plain = Regex.Replace(header, @"(?im)^return-path:.*\r\n([ \t].*\r\n)*", "", RegexOptions.None, TimeSpan.FromSeconds(5));
                return Run(header + "\r\nbody", [5]) == plain + "\r\nbody";
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static string Run(string message, int[] cuts)
    {
        var filter = new ReturnPathFilter();
        var input = Encoding.Latin1.GetBytes(message);
        var text = new StringBuilder();
        var at = 0;
        for (var piece = 0; at < input.Length && !filter.Ended; piece++)
        {
            var length = Math.Min(cuts[piece % cuts.Length], input.Length - at);
            var output = new byte[length + ReturnPathFilter.Slack];
            var written = filter.Filter(input.AsSpan(at, length), output, out var consumed);
            text.Append(Encoding.Latin1.GetString(output, 0, written));
            at += consumed;
        }

        text.Append(Encoding.Latin1.GetString(input, at, input.Length - at));
        var rest = new byte[ReturnPathFilter.Slack];
        return text.Append(Encoding.Latin1.GetString(rest, 0, filter.Finish(rest))).ToString();
    }
}
