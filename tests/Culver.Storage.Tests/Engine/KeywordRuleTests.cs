using System.Collections.Immutable;
using Culver.Storage.Engine;
using Xunit;

namespace Culver.Storage.Tests.Engine;

public sealed class KeywordRuleTests
{
    [Fact]
    public void A_keyword_keeps_the_spelling_it_was_first_seen_with()
    {
        ImmutableArray<string> known = ["Work"];
        Assert.True(KeywordRules.TryRegister(ref known, ["WORK", "home", "Home"], out var mask));
        Assert.Equal(["Work", "home"], known);
        Assert.Equal((UInt128)3, mask);
        Assert.Equal(["Work", "home"], KeywordRules.Names(known, mask));
    }

    [Fact]
    public void The_129th_keyword_is_refused()
    {
        ImmutableArray<string> known = [.. Enumerable.Range(0, KeywordRules.MostKeywords).Select(i => $"k{i}")];
        Assert.True(KeywordRules.TryRegister(ref known, ["K127"], out var mask));
        Assert.Equal(UInt128.One << 127, mask);
        Assert.False(KeywordRules.TryRegister(ref known, ["one-more"], out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public void What_is_no_atom_is_no_keyword(string name)
    {
        ImmutableArray<string> known = [];
        Assert.Throws<ArgumentException>(() => KeywordRules.TryRegister(ref known, [name], out _));
    }

    [Fact]
    public void Flags_are_replaced_added_and_removed()
    {
        var before = new FlagSet(SystemFlags.Seen | SystemFlags.Draft, 6);
        var change = new FlagSet(SystemFlags.Seen | SystemFlags.Flagged, 3);
        Assert.Equal(change, KeywordRules.Apply(before, FlagOperation.Replace, change));
        Assert.Equal(new FlagSet(SystemFlags.Seen | SystemFlags.Draft | SystemFlags.Flagged, 7), KeywordRules.Apply(before, FlagOperation.Add, change));
        Assert.Equal(new FlagSet(SystemFlags.Draft, 4), KeywordRules.Apply(before, FlagOperation.Remove, change));
    }
}
