using Xunit;

namespace Culver.Storage.Tests.Index;

public sealed class FlagSetTableTests
{
    [Fact]
    public void A_set_has_one_number_for_ever()
    {
        var table = new FlagSetTable();
        var sets = Enumerable.Range(0, 1000).Select(i => new FlagSet((SystemFlags)(i % 32), (UInt128)1 << (i / 32))).ToArray();
        var numbers = sets.Select(table.Intern).ToArray();
        Assert.Equal(Enumerable.Range(0, 1000), numbers);
        Assert.Equal(numbers, sets.Select(table.Intern));
        Assert.Equal(sets, numbers.Select(number => table[number]));
    }

    [Fact]
    public void The_highest_keyword_bit_counts()
    {
        var table = new FlagSetTable();
        var high = table.Intern(new(SystemFlags.None, UInt128.One << 127));
        Assert.NotEqual(high, table.Intern(new(SystemFlags.None, UInt128.One << 63)));
        Assert.Equal(UInt128.One << 127, table[high].Keywords);
    }

    [Fact]
    public void Many_may_number_sets_at_once()
    {
        var table = new FlagSetTable();
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 5000; i++)
            {
                var set = new FlagSet((SystemFlags)(i % 32), (UInt128)(uint)(i / 7));
                Assert.Equal(set, table[table.Intern(set)]);
            }
        });
    }
}
